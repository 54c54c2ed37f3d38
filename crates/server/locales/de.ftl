### Deutsch: dieselben Kennungen wie en.ftl, Anrede mit „Sie“.

## Überall

language-of-page = Sprache
your-account-at = Dies ist Ihr Konto bei <strong>{ $server }</strong>.
signing-in-to = Sie melden sich bei <strong>{ $server }</strong> an.
not-started-close = Wenn Sie das nicht veranlasst haben, schließen Sie diese Seite.
back-to-account = Zurück zu Ihrem Konto
to-your-account = Zu Ihrem Konto
back-to-sign-in = Zurück zur Anmeldung
go-on = Weiter
name = Benutzername
password = Passwort
code = Code
allow = Erlauben
deny = Ablehnen
details = Einzelheiten
error-code = Fehlercode
unknown-day = an einem unbekannten Tag
seconds =
    { $count ->
        [one] einer Sekunde
       *[other] { $count } Sekunden
    }
minutes =
    { $count ->
        [one] einer Minute
       *[other] { $count } Minuten
    }
needs-script = Ein Passkey benötigt JavaScript, das in diesem Browser ausgeschaltet ist.
this-computer = dieser Computer
app-on-this-computer = eine App auf diesem Computer
app-without-name = Eine App ohne Namen
change = Ändern

## Anmeldung

sign-in = Anmelden
sign-in-asked = <strong>{ $client }</strong> (<strong>{ $place }</strong>) möchte, dass Sie sich anmelden.
sign-in-asked-here = <strong>{ $client }</strong> auf diesem Computer möchte, dass Sie sich anmelden.
sign-in-lead = Geben Sie Ihren Benutzernamen und Ihr Passwort ein.
sign-in-with-passkey = Mit einem Passkey anmelden
use-recovery-code = Wiederherstellungscode verwenden
forgot-password = Passwort vergessen?
return-to = Danach kehren Sie hierhin zurück: { $place }.
return-to-here = Danach kehren Sie zu { $client } auf diesem Computer zurück.
wrong-name-or-password = Benutzername oder Passwort ist falsch.
wrong-password = Das Passwort ist falsch.
tried-too-often = Zu viele Versuche. Versuchen Sie es in { $wait } noch einmal.
tried-too-often-hour = Zu viele Versuche. Versuchen Sie es in einer Stunde noch einmal.
tried-too-often-little = Zu viele Versuche. Warten Sie kurz und versuchen Sie es dann noch einmal.
locked-out = Zu viele Versuche. Ein Wiederherstellungscode gilt weiterhin, und der Betreiber dieses Servers kann helfen.
passkey-only-lead = Ihr Gerät oder Ihr Sicherheitsschlüssel prüft, dass Sie es sind. Benutzername und Passwort sind nicht nötig.
use-passkey = Passkey verwenden
use-password = Passwort verwenden
passkey-refused = Dieser Passkey hat nicht funktioniert. Vielleicht gehört er zu einem anderen Server oder wurde entfernt.
passkey-taken = Dieses Gerät hat bereits einen Passkey für Ihr Konto.
passkey-cancelled = Das hat nicht funktioniert oder wurde abgebrochen. Sie können es noch einmal versuchen.
passkey-unknown = Dieser Browser kennt keine Passkeys.
recover-title = Mit einem Wiederherstellungscode anmelden
recover-lead = Geben Sie einen Ihrer aufbewahrten Codes ein. Jeder gilt nur einmal.
recovery-code = Wiederherstellungscode
recover-without = Ohne Wiederherstellungscode anmelden
recover-wrong = Benutzername, Passwort oder Wiederherstellungscode ist falsch.
one-more-step = Noch ein Schritt
still-you = Sind Sie es noch?
no-way-works = Keine der Möglichkeiten, Ihre Identität zu bestätigen, ist zurzeit verfügbar.
ask-operator = Bitten Sie den Betreiber dieses Servers um Hilfe.
needs-script-other = Ein Passkey benötigt JavaScript, das in diesem Browser ausgeschaltet ist. Wählen Sie eine andere Möglichkeit.
no-passkeys-here = Unter der Adresse dieses Servers funktionieren keine Passkeys. Wählen Sie eine andere Möglichkeit.
or-another-way = Andere Möglichkeiten
asked-before-change = Das wird abgefragt, bevor sich etwas ändert, das Ihr Konto bei <strong>{ $server }</strong> schützt.
signing-in-as = Sie melden sich bei <strong>{ $server }</strong> als <strong>{ $name }</strong> an.
not-started-change = Wenn Sie das nicht veranlasst haben, schließen Sie diese Seite und ändern Sie Ihr Passwort.
step-up-title = Identität bestätigen
step-up-lead = Geben Sie zum Fortfahren Ihr Passwort noch einmal ein, <strong>{ $name }</strong>.
choose-a-way = Wählen Sie eine der Möglichkeiten unten.
passkey-again = Dieser Passkey hat nicht funktioniert. Sie können es noch einmal versuchen.
wrong-code = Dieser Code ist falsch oder wurde bereits verwendet.
wrong-sent-code = Dieser Code ist falsch oder gilt nicht mehr.
passkey = Passkey
passkey-hint = Ihr Gerät oder Ihr Sicherheitsschlüssel prüft, dass Sie es sind.
passkey-question = Passkey verwenden
totp = Authenticator-App
totp-hint = Eine App auf Ihrem Telefon oder Computer zeigt alle 30 Sekunden einen neuen Code.
totp-question = Code aus Ihrer App
mail-code = Code per E-Mail
mail-code-hint = Sie erhalten einen Code an Ihre E-Mail-Adresse.
mail-code-question = Code aus der E-Mail
sms-code = Code per SMS
sms-code-hint = Sie erhalten einen Code auf Ihr Telefon.
sms-code-question = Code aus der SMS
code-was-sent-to = Ein Code wurde an { $address } gesendet. Er gilt zehn Minuten lang.
code-goes-to = Wir senden einen Code an { $address }.
send-code = Code senden
send-another-code = Neuen Code senden
sent-enough = Gerade erst wurde ein Code gesendet, oder es waren zu viele. Warten Sie kurz, und fordern Sie dann einen neuen an.
not-sent = Der Code konnte nicht gesendet werden. Versuchen Sie es später noch einmal, oder wählen Sie eine andere Möglichkeit.
number-ending = die Nummer mit den Endziffern { $digits }
sms-code-text = { $code } ist Ihr Code für { $server }. Geben Sie ihn niemandem.
recovery-hint = Einer Ihrer aufbewahrten Codes. Jeder gilt nur einmal.
approval = Auf einem Gerät bestätigen
approval-hint = Countersign auf Ihrem Gerät fragt, ob Sie es sind, und Sie geben dort eine Zahl ein.
approve-on = Auf { $device } bestätigen
send-again = Erneut senden
send-again-to = Erneut an { $device } senden
your-device = Ihr Gerät
approval-lead = Öffnen Sie Countersign auf <strong>{ $device }</strong>, und geben Sie dort diese Zahl ein.
approval-number-read = Zahl { $digits }
approval-waiting = Ihre Antwort steht noch aus.
approval-wrong =
    { $count ->
        [one] Dort wurde eine andere Zahl eingegeben. Es bleibt { $count } Versuch.
       *[other] Dort wurde eine andere Zahl eingegeben. Es bleiben { $count } Versuche.
    }
approval-left = Verbleibende Zeit:
approval-done = Ich habe bestätigt
approval-approved = Auf <strong>{ $device }</strong> wurde bestätigt.
approval-not-yet = Ihr Gerät hat noch nicht geantwortet.
approval-denied = Das wurde abgelehnt: auf dem Gerät oder durch drei falsche Zahlen.
approval-expired = Niemand hat rechtzeitig geantwortet.
approval-void = Die Antwort gilt nicht mehr: Sie kam zu spät, oder inzwischen hat sich etwas geändert.
approval-muted = Ihre Geräte werden erst in { $wait } wieder gefragt, weil dort angegeben wurde, dass eine Anmeldung nicht von Ihnen kam. Wählen Sie eine andere Möglichkeit.
approval-paused = Ihre Geräte werden zurzeit nicht gefragt, weil zu viele Anfragen abgelehnt wurden oder unbeantwortet blieben. Wählen Sie eine andere Möglichkeit, die das auch beendet, oder warten Sie eine Stunde.
approval-too-many = Ihre Geräte wurden gerade mehrmals gefragt. Wählen Sie eine andere Möglichkeit, oder versuchen Sie es in { $wait } erneut.
approval-other-open = Auf Ihren Geräten wartet noch eine andere Anfrage. Beantworten Sie sie dort, wählen Sie eine andere Möglichkeit, oder versuchen Sie es in zwei Minuten erneut.
approves = Kann Anmeldungen bestätigen
approvers = Geräte, die bestätigen können
crowd-title = Sie sind an vielen Stellen angemeldet
crowd-lead = Auch in diesen Browsern sind Sie angemeldet. Beenden Sie die Sitzungen, die Sie nicht mehr nutzen oder nicht kennen.
crowd-end = Ausgewählte beenden und weiter
crowd-keep = Alle behalten

## Anmeldung über einen anderen Server

upstream-sign-in = Mit { $label } anmelden
upstream-confirm = Mit { $label } bestätigen
upstream-ways = Weitere Anmeldemöglichkeiten
upstream-link = { $label } verknüpfen
upstream-remove = { $label } entfernen, { $who }
upstream-never-used = noch nie zur Anmeldung verwendet
upstream-going = Es geht weiter zu { $label }. Dort werden Sie gefragt, wer Sie sind.
upstream-returning = Sie sind angemeldet und werden zurückgeleitet.
upstream-agree-question = { $label } mit Ihrem Konto verknüpfen?
upstream-there-and-here = Bei { $label } sind Sie <strong>{ $who }</strong>. Hier sind Sie <strong>{ $name }</strong>.
upstream-agree-means = Wer sich dort als { $who } anmelden kann, kann sich danach hier als { $name } anmelden. Auf Ihrer Kontoseite können Sie das rückgängig machen.
upstream-agree = Verknüpfen
upstream-leave = Nicht verknüpfen
upstream-not-linked-title = Noch nicht verknüpft
upstream-not-linked = Damit ist hier noch kein Konto verknüpft
upstream-there = Bei { $label } sind Sie <strong>{ $who }</strong>.
upstream-link-yours = Sie sind hier als <strong>{ $name }</strong> angemeldet. Sie können beides verknüpfen und sich künftig mit { $label } anmelden.
upstream-link-to = Mit { $name } verknüpfen
upstream-has-email = Es gibt hier ein Konto mit der Adresse { $email }. Wenn es Ihres ist, melden Sie sich dort wie gewohnt an.
upstream-if-account = Wenn Sie hier ein Konto haben, melden Sie sich wie gewohnt an. Danach werden Sie gefragt, ob Sie beides verknüpfen möchten.
upstream-sign-in-to-link = Anmelden und verknüpfen
upstream-new = Wenn Sie keines haben, können Sie ein neues mit der Adresse <strong>{ $email }</strong> erhalten.
upstream-create = Neues Konto anlegen
use-another-way = Andere Möglichkeit verwenden
back-to-the-sign-in = Zurück zur Anmeldung
upstream-begin-anew = Beginnen Sie von vorn. Geschieht es wieder, verständigen Sie den Betreiber dieses Servers.
upstream-not-begun = Diese Anmeldung wurde nicht hier begonnen
upstream-not-begun-why = Die Antwort von { $label } gehört zu einer Anmeldung, die nicht in diesem Browser begonnen wurde oder schon vorbei ist.
upstream-not-begun-do = Beginnen Sie von vorn, in einem einzigen Browser und ohne die Zurück-Taste. Cookies müssen für diese Seite erlaubt sein.
upstream-taken = Das ist mit einem anderen Konto verknüpft
upstream-taken-why = Ihre Anmeldung bei { $label } führt hier bereits zu einem anderen Konto.
upstream-taken-do = Melden Sie sich bei jenem Konto an und heben Sie die Verknüpfung dort auf, oder wählen Sie eine andere Anmeldung.
upstream-not-yours = Das ist nicht mit Ihrem Konto verknüpft
upstream-not-yours-why = Die bei { $label } gewählte Anmeldung führt nicht zu diesem Konto.
upstream-not-yours-do = Versuchen Sie es mit der verknüpften Anmeldung noch einmal, oder wählen Sie eine andere Möglichkeit.
upstream-another-person = Jetzt ist jemand anderes angemeldet
upstream-another-person-why = Zwischen Weggang und Rückkehr hat in diesem Browser die angemeldete Person gewechselt.
upstream-another-person-do = Melden Sie sich erneut an, und versuchen Sie es dann noch einmal.
upstream-not-now = Auf diesem Weg können Sie sich nicht anmelden
upstream-not-now-why = { $label } hat mitgeteilt, wer Sie sind, aber dieser Server lässt Sie zurzeit nicht hinein.
upstream-not-now-do = Versuchen Sie es später noch einmal, oder wählen Sie eine andere Möglichkeit. Der Betreiber dieses Servers kann helfen.
upstream-cancelled = Sie haben sich nicht bei { $label } angemeldet
upstream-cancelled-why = Sie haben abgebrochen, also ist nichts geschehen.
upstream-cancelled-do = Beginnen Sie von vorn, oder wählen Sie eine andere Möglichkeit.
upstream-over = Das hat zu lange gedauert
upstream-over-why = Eine Anmeldung bei { $label } muss innerhalb von zehn Minuten abgeschlossen sein.
upstream-over-do = Beginnen Sie von vorn.
upstream-away = { $label } antwortet nicht
upstream-away-why = Dieser Server konnte { $label } nicht erreichen oder die Antwort nicht verstehen.
upstream-away-do = Versuchen Sie es in einer Minute noch einmal, oder wählen Sie eine andere Möglichkeit.
upstream-declined = { $label } hat abgelehnt
upstream-declined-why = { $label } wollte nicht mitteilen, wer Sie sind.
upstream-organization = Das ist kein Konto der richtigen Organisation
upstream-organization-why = Mit { $label } können sich hier nur Angehörige einer bestimmten Organisation anmelden.
upstream-organization-do = Wählen Sie Ihr Konto dieser Organisation oder eine andere Möglichkeit.
upstream-stale = { $label } hat Sie nicht noch einmal gefragt
upstream-stale-why = Zum Fortfahren müssen Sie erneut zeigen, wer Sie sind.
upstream-stale-do = Versuchen Sie es noch einmal und melden Sie sich dort an, oder wählen Sie eine andere Möglichkeit.
upstream-untrusted = Dieser Antwort ist nicht zu trauen
upstream-untrusted-why = Die Antwort ist nicht das, was { $label } zu einer Anmeldung hier mitteilt.
last-way-in = Ihre letzte Anmeldemöglichkeit bleibt
last-way-in-link-why = Ohne sie könnten Sie sich nicht mehr bei Ihrem Konto anmelden.
last-way-in-link-do = Legen Sie zuerst ein Passwort fest, fügen Sie einen Passkey hinzu oder verknüpfen Sie etwas anderes. Entfernen Sie dann diese Verknüpfung.
last-way-in-passkey-why = Ohne diesen Passkey könnten Sie sich nicht mehr bei Ihrem Konto anmelden.
last-way-in-passkey-do = Legen Sie zuerst ein Passwort fest oder verknüpfen Sie eine weitere Anmeldemöglichkeit. Entfernen Sie ihn dann.

## Zustimmung und Geräte

consent-title = Zugriff erlauben
consent-question = Zugriff für { $client } erlauben?
consent-lead = <strong>{ $client }</strong> (<strong>{ $place }</strong>) bittet um Zugriff auf Ihr Konto <strong>{ $name }</strong>.
consent-lead-here = <strong>{ $client }</strong> auf diesem Computer bittet um Zugriff auf Ihr Konto <strong>{ $name }</strong>.
would-be-able = Damit wäre Folgendes möglich
password-stays = Ihr Passwort bleibt bei <strong>{ $server }</strong>.
answer-stays = Die Antwort bleibt auf diesem Computer.
answer-goes = Die Antwort geht hierhin: { $place }.
nothing-to-decide = Hier gibt es nichts zu entscheiden
nothing-to-decide-why = Diese Seite gehört zu einer Anmeldung, die nicht mehr läuft.
start-again = Gehen Sie zurück und beginnen Sie in der Anwendung von vorn.
scope-openid = Erkennen, dass Sie es sind
scope-profile = Ihren Benutzernamen sehen
scope-email = Ihre E-Mail-Adresse sehen
scope-address = Ihre Postanschrift sehen, falls sie hier bekannt ist
scope-phone = Ihre Telefonnummer sehen, falls sie hier bekannt ist
scope-offline = Angemeldet bleiben, auch wenn Sie nicht da sind, bis Sie es beenden
scope-sessions = Sehen, wo Sie angemeldet sind, und diese Sitzungen beenden
scope-approvals = Ihre Anmeldungen empfangen, die auf Bestätigung warten
scope-admin = Als Administrator handeln: alle Sitzungen sehen und beenden
scope-other = Die Berechtigung „{ $scope }“ verwenden
device-title = Gerät verbinden
device-question = Anmeldung von { $client } erlauben?
device-lead = Ein Gerät möchte sich bei Ihrem Konto <strong>{ $name }</strong> anmelden. Erlauben Sie es nur, wenn es Ihr Gerät ist und es jetzt genau diesen Code anzeigt.
device-code-read = Code { $code }
device-app = App
device-device = Gerät
device-from = Anfrage von
device-asked =
    { $ip }, { $minutes ->
        [0] gerade eben
        [one] vor einer Minute
       *[other] vor { $minutes } Minuten
    }
device-warning = Wenn Ihnen jemand diesen Code oder diese Adresse geschickt hat, lehnen Sie ab: Diese Person wäre sonst bei <strong>{ $server }</strong> unter Ihrem Namen angemeldet.
device-code-lead = Geben Sie den Code ein, den das Gerät anzeigt.
device-signed-in = Sie sind bei <strong>{ $server }</strong> als { $name } angemeldet.
device-unknown = Dieser Code ist unbekannt, abgelaufen oder bereits verwendet. Vergleichen Sie ihn mit der Anzeige des Geräts, oder lassen Sie das Gerät einen neuen anzeigen.
device-allowed = Das Gerät wird angemeldet
device-allowed-text = Das dauert nur wenige Sekunden. Sie können diese Seite schließen.
device-denied = Das Gerät wurde abgewiesen
device-denied-text = Es erhält keinen Zugriff. Sie können diese Seite schließen.
on-your-way = Weiterleitung
one-moment = Einen Moment
on-your-way-lead = Es geht weiter zu dieser Adresse: <strong>{ $place }</strong>.

## Abmeldung

sign-out = Abmelden
sign-out-question = Abmelden?
sign-out-asked = <strong>{ $client }</strong> möchte Sie abmelden.
sign-out-sent = Sie wurden zum Abmelden hierher geleitet.
signed-in-as = Sie sind als <strong>{ $name }</strong> angemeldet.
sign-out-stays = Der Adresse, zu der Sie danach zurückkehren sollen, ist nicht zu trauen. Deshalb bleiben Sie hier.
stay = Bleiben
sign-out-ends = Damit endet Ihre Sitzung bei <strong>{ $server }</strong> in diesem Browser. Apps mit eigener Sitzung bleiben angemeldet.
sign-out-twice = Die Anwendung, die Sie zum Abmelden hierher geleitet hat, hat dieselbe Angabe zweimal gemacht.
sign-out-on-account = Sie können sich auf Ihrer Kontoseite abmelden.
signed-out-title = Abgemeldet
signed-out = Sie sind abgemeldet
signed-out-lead = Dieser Browser ist nicht mehr bei <strong>{ $server }</strong> angemeldet. Apps behalten ihre eigenen Sitzungen, bis Sie sie dort beenden.
sign-in-again = Erneut anmelden

## Die Kontoseite

account-title = Ihr Konto
account-heading = Sie sind angemeldet
not-confirmed = nicht bestätigt
change-password = Passwort ändern
change-address = E-Mail-Adresse ändern
where-signed-in = Wo Sie angemeldet sind
this-browser-badge = dieser Browser
in-use = in Gebrauch
used = zuletzt { $when } verwendet
never-used = noch nie verwendet
end = Beenden
end-session = { $name } beenden
more-sessions = Es gibt weitere. Sie erscheinen hier, sobald einige von diesen beendet sind.
end-others = Alle anderen beenden
second-factors = Zweite Faktoren
no-factors = Sie haben keinen: Wer Ihr Passwort erfährt, kann sich als Sie anmelden.
rename = Umbenennen
remove = Entfernen
remove-factor = { $name } entfernen
factor-stays = Ihr Konto braucht einen zweiten Faktor. Dieser bleibt, bis Sie einen weiteren hinzufügen.
recovery-few =
    { $count ->
        [0] Sie haben keine Wiederherstellungscodes.
        [one] Sie haben noch { $count } Wiederherstellungscode.
       *[other] Sie haben noch { $count } Wiederherstellungscodes.
    } Ohne einen solchen Code sperrt Sie der Verlust des zweiten Faktors aus.
recovery-left =
    { $count ->
        [one] Sie haben noch { $count } Wiederherstellungscode.
       *[other] Sie haben noch { $count } Wiederherstellungscodes.
    }
make-recovery-codes = Wiederherstellungscodes erstellen
make-new-recovery-codes = Neue Wiederherstellungscodes erstellen
add-factor = Zweiten Faktor hinzufügen
this-browser = Dieser Browser
sign-out-here = Hier abmelden
account-foot = Was Sie beenden, verliert hier sofort den Zugriff. Ein Dienst, der nicht bei diesem Server nachfragt, lässt es eventuell noch zehn Minuten lang zu.
on-system = { $program } unter { $system }
program-on = Ein Programm unter { $system }
unknown-program = Ein unbekanntes Programm
ago-now = gerade eben
ago-minutes =
    { $count ->
        [one] vor { $count } Minute
       *[other] vor { $count } Minuten
    }
ago-hours =
    { $count ->
        [one] vor { $count } Stunde
       *[other] vor { $count } Stunden
    }
ago-days =
    { $count ->
        [one] vor { $count } Tag
       *[other] vor { $count } Tagen
    }
last-factor-stays = Ihr letzter zweiter Faktor bleibt
last-factor-why = Ihr Konto braucht einen zweiten Faktor, und dies ist der einzige.
last-factor-do = Fügen Sie zuerst einen weiteren hinzu, und entfernen Sie dann diesen.

## Zweiten Faktor hinzufügen

enrol-required = Ihr Konto <strong>{ $name }</strong> braucht einen, bevor Sie fortfahren können. Für seine Berechtigungen reicht das Passwort allein nicht aus.
enrol-lead = Mit einem zweiten Faktor öffnet Ihr Passwort allein nichts mehr.
enrol-offers-none = Dieser Server bietet keinen an. Bitten Sie den Betreiber um Hilfe.
enrol-has-all = Sie haben bereits alle Arten, die dieser Server anbietet.
enrol-ends = Wenn Sie einen hinzufügen, werden Sie überall sonst abgemeldet.
enrol-passkey = Passkey hinzufügen
enrol-passkey-lead = Ihr Gerät, Ihr Telefon oder ein Sicherheitsschlüssel prüft künftig, dass Sie es sind. Eine nachgemachte Seite kann damit nichts anfangen.
what-you-call-it = Bezeichnung
enrol-passkey-add = Passkey hinzufügen
choose-another-way = Andere Möglichkeit wählen
enrol-passkey-for = Er gilt für <strong>{ $name }</strong> bei <strong>{ $server }</strong>.
enrol-passkey-wrong = Das hat nicht funktioniert. Sie können es noch einmal versuchen.
enrol-totp = Authenticator-App hinzufügen
enrol-totp-lead = Scannen Sie den QR-Code mit Ihrer App, und geben Sie dann den angezeigten Code ein.
enrol-totp-picture = QR-Code des Schlüssels unten
enrol-totp-type = Schlüssel stattdessen eintippen
enrol-totp-kind = Zeitbasiert, 6 Ziffern, alle 30 Sekunden.
enrol-totp-open = In einer App auf diesem Gerät öffnen
enrol-totp-add = App hinzufügen
enrol-totp-for = Der Schlüssel gilt für <strong>{ $name }</strong> bei <strong>{ $server }</strong>. Er wird gespeichert, sobald ein Code gestimmt hat.
enrol-totp-wrong = Dieser Code passt nicht zum Schlüssel. Prüfen Sie, ob die Uhr Ihres Geräts richtig geht, und geben Sie dann den jetzt angezeigten Code ein.
enrol-sent-type = Geben Sie den gesendeten Code ein. Er gilt zehn Minuten lang.
enrol-sent-to = Die Codes gehen an <strong>{ $address }</strong>.
enrol-sent-telephone = Die Codes gehen an ein Telefon, das SMS empfängt.
enrol-sent-number = Telefonnummer mit Ländervorwahl
enrol-sent-for = Sie gelten für <strong>{ $name }</strong> bei <strong>{ $server }</strong>. Sobald Sie einen eingegeben haben, sind sie Ihr zweiter Faktor.
bad-number = Geben Sie die Nummer mit der Ländervorwahl ein, etwa +49 151 23456789.
telephone-named = Telefon, { $number }
recovery-codes = Wiederherstellungscodes
recovery-lead = Wenn Sie Ihren zweiten Faktor verlieren, kommen Sie mit einem dieser Codes hinein. Sie erhalten zehn; jeder gilt einmal. Sie werden nur ein einziges Mal angezeigt: Halten Sie Papier oder Ihren Passwortmanager bereit.
recovery-replaces = Sie haben noch { $count }. Neue Codes ersetzen sie.
show-my-codes = Codes anzeigen
not-now = Jetzt nicht
your-recovery-codes = Ihre Wiederherstellungscodes
sheet-lead = Für <strong>{ $name }</strong> bei <strong>{ $server }</strong>. Jeder gilt einmal. Drucken Sie diese Seite aus oder schreiben Sie die Codes ab: Sie werden nicht noch einmal angezeigt.
put-away = Ich habe sie aufbewahrt
sheet-foot = Bewahren Sie sie getrennt von Ihrem Passwort auf.

## Passwörter und E-Mail-Adressen

address-title = E-Mail-Adresse
address-heading = E-Mail-Adresse ändern
address-now = Sie lautet zurzeit <strong>{ $address }</strong>.
address-now-unconfirmed = Sie lautet zurzeit <strong>{ $address }</strong> und ist noch nicht bestätigt.
address-send-again = Bestätigungslink erneut senden
address-or-another = Oder eine andere verwenden
address-new = Neue E-Mail-Adresse
your-password = Ihr Passwort
address-send = Link dorthin senden
address-foot = Die neue Adresse gilt, sobald Sie den dorthin gesendeten Link geöffnet haben. Bis dahin bleibt die bisherige, und sie wird benachrichtigt.
address-wrong = Das ist keine E-Mail-Adresse.
address-enough = Sie haben vorerst genug davon erhalten. Versuchen Sie es in einer Stunde noch einmal.
look-into-mail = Sehen Sie in Ihre E-Mails
address-sent = Ein Link ist an diese Adresse unterwegs. Öffnen Sie ihn innerhalb von 24 Stunden, dann gilt die Adresse.
address-sent-hint = Nichts angekommen? Sehen Sie im Spam-Ordner nach.
new-password = Neues Passwort
choose-password = Neues Passwort wählen
choose-password-lead = Für <strong>{ $name }</strong> bei <strong>{ $server }</strong>. Überall sonst, wo Sie angemeldet sind, werden Sie abgemeldet.
password-will-not-do = Dieses eignet sich nicht:
present-password = Bisheriges Passwort
password-again = Neues Passwort wiederholen
passwords-differ = Die beiden neuen Passwörter stimmen nicht überein.
password-rule-length = Mindestens { $count } Zeichen. Vier oder fünf Wörter, die nichts miteinander zu tun haben, sind ein guter Anfang.
password-rule-classes = Mindestens je ein Zeichen dieser Art: { $classes }.
class-lower = Kleinbuchstabe
class-upper = Großbuchstabe
class-digit = Ziffer
class-symbol = Sonderzeichen wie ! oder -
weak-short = Das Passwort hat weniger als { $count } Zeichen.
weak-long = Das Passwort hat mehr als { $count } Zeichen.
weak-without-lower = Das Passwort enthält keinen Kleinbuchstaben.
weak-without-upper = Das Passwort enthält keinen Großbuchstaben.
weak-without-digit = Das Passwort enthält keine Ziffer.
weak-without-symbol = Das Passwort enthält kein Sonderzeichen wie ! oder -.
weak-guessable = Das Passwort ist leicht zu erraten.
weak-common = Dieses Passwort wählen viele Menschen.
weak-breached = Dieses Passwort ist bekannt: Es wurde bei einem anderen Dienst gestohlen.
weak-reused = Dieses Passwort haben Sie bereits oder hatten es früher.
weak-unchecked = Das Passwort ließ sich gerade nicht prüfen. Versuchen Sie es in einer Minute noch einmal.
password-changed = Ihr Passwort ist geändert
password-changed-here = Außer in diesem Browser sind Sie jetzt überall abgemeldet.
password-changed-all = Sie sind jetzt überall abgemeldet. Melden Sie sich mit dem neuen Passwort an.
reset-title = Passwort vergessen
reset-lead = Sagen Sie uns, wer Sie sind. Dann kommt ein Link für ein neues Passwort per E-Mail.
reset-who = Benutzername oder E-Mail-Adresse
reset-send = Link senden
reset-foot = Es geht um Ihr Konto bei <strong>{ $server }</strong>.
reset-type-name = Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.
asked-too-often = Das wurde zu oft angefordert. Versuchen Sie es in { $wait } noch einmal.
reset-sent = Wenn es zu Ihrer Eingabe ein Konto gibt, ist ein Link an dessen E-Mail-Adresse unterwegs. Er gilt 15 Minuten lang und nur einmal.
reset-sent-hint = Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder versuchen Sie es mit Ihrer E-Mail-Adresse statt Ihres Benutzernamens.
link-expired = Dieser Link ist abgelaufen
link-expired-reset = Ein Link für ein neues Passwort gilt 15 Minuten lang.
link-expired-verify = Ein Bestätigungslink gilt 24 Stunden lang.
link-used = Dieser Link wurde bereits verwendet
link-used-why = Jeder Link gilt einmal, und ein neuerer ersetzt die früheren.
link-unknown = Dieser Link ist ungültig
link-unknown-why = Vielleicht wurde er unterwegs abgeschnitten. Kopieren Sie ihn vollständig in die Adresszeile.
ask-for-new-link = Neuen Link anfordern
no-mail = Dieser Server versendet keine E-Mails
no-mail-why = Deshalb kann er keinen Link für ein neues Passwort senden. Bitten Sie den Betreiber darum.
password-refused = Dieses Passwort eignet sich nicht
choose-another = Gehen Sie zurück und wählen Sie ein anderes.
verify-title = E-Mail-Adresse bestätigen
verify-question = Ist das Ihre E-Mail-Adresse?
verify-lead = <strong>{ $address }</strong> wurde für das Konto <strong>{ $name }</strong> bei <strong>{ $server }</strong> angegeben.
verify-yes = Ja, das ist meine
verify-foot = Wenn Sie dieses Konto nicht kennen, schließen Sie diese Seite.
verify-done = Ihre E-Mail-Adresse ist bestätigt
verify-done-text = E-Mails zu Ihrem Konto gehen ab jetzt dorthin.

## Was schiefging

not-found = Hier ist nichts
not-found-why = Die aufgerufene Adresse gibt es auf diesem Server nicht.
not-found-do = Prüfen Sie die Adresse, oder gehen Sie dorthin zurück, woher Sie kamen.
busy = Zu viele Anfragen auf einmal
busy-why = Der Server hat im Moment mehr zu tun, als er schafft.
busy-do = Versuchen Sie es in ein paar Sekunden noch einmal.
too-often = Das war zu oft
too-often-why = Aus Ihrem Netz kamen in kurzer Zeit zu viele Anfragen.
too-often-do = Warten Sie einen Moment und versuchen Sie es dann noch einmal.
failed = Bei uns ist etwas schiefgegangen
failed-why = Der Server konnte Ihre Anfrage nicht abschließen. Es wurde nichts geändert.
failed-do = Versuchen Sie es in einer Minute noch einmal. Geschieht es wieder, verständigen Sie den Betreiber dieses Servers.
no-such-method = Das geht hier nicht
no-such-method-why = Die Adresse gibt es, aber nicht für diese Anfrage.
no-such-method-do = Gehen Sie dorthin zurück, woher Sie kamen, und versuchen Sie es von dort noch einmal.
too-large = Das war zu viel
too-large-why = Die Anfrage ist länger als alles, was dieser Server liest. Es wurde nichts geändert.
too-large-do = Gehen Sie zurück und senden Sie weniger.
unreadable = Das war nicht lesbar
unreadable-why = Die Anfrage ist nicht das, was dieser Server hier erwartet. Es wurde nichts geändert.
unreadable-do = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
foreign-form = Dieses Formular ist nicht mehr gültig
foreign-form-why = Das Formular kam nicht von diesem Server in diesem Browser, oder es war zu lange offen.
foreign-form-do = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal. Cookies müssen für diese Seite erlaubt sein.
cannot-go-on = Diese Anmeldung kann nicht fortgesetzt werden
fault-client = Sie wurden zur Anmeldung hierher geleitet, aber die Anwendung ist diesem Server nicht bekannt.
fault-redirect = Sie wurden zur Anmeldung hierher geleitet, aber die Rücksprungadresse fehlt oder ist für diese Anwendung nicht registriert.
fault-request = Sie wurden zur Anmeldung hierher geleitet, aber die Anfrage ist unbekannt, abgelaufen oder bereits verwendet.
cannot-go-on-do = Gehen Sie zurück und beginnen Sie in der Anwendung von vorn. Geschieht es wieder, verständigen Sie deren Betreiber.
sign-out-unreadable = Das war nicht lesbar

## Warum ein Passwort leicht zu erraten ist: die Hinweise von zxcvbn

warn-rows = Tastenreihen sind leicht zu erraten.
warn-keys = Kurze Tastaturmuster sind leicht zu erraten.
warn-aaa = Wiederholungen wie „aaa“ sind leicht zu erraten.
warn-abcabc = Wiederholungen wie „abcabcabc“ sind kaum schwerer zu erraten als „abc“.
warn-top10 = Das ist eines der zehn häufigsten Passwörter.
warn-top100 = Das ist eines der hundert häufigsten Passwörter.
warn-common = Das ist ein sehr häufiges Passwort.
warn-similar = Das ähnelt einem häufigen Passwort.
warn-sequence = Folgen wie abc oder 6543 sind leicht zu erraten.
warn-years = Jahreszahlen der letzten Zeit sind leicht zu erraten.
warn-word = Ein einzelnes Wort ist leicht zu erraten.
warn-dates = Datumsangaben sind oft leicht zu erraten.
warn-name = Vor- und Nachnamen allein sind leicht zu erraten.
warn-surname = Häufige Vor- und Nachnamen sind leicht zu erraten.
tip-few-words = Verwenden Sie ein paar Wörter, aber keine gängigen Redewendungen.
tip-no-need = Sonderzeichen, Ziffern und Großbuchstaben sind nicht nötig.
tip-another-word = Fügen Sie ein, zwei weitere Wörter hinzu, am besten ungewöhnliche.
tip-capital = Ein großer Anfangsbuchstabe hilft kaum.
tip-upper = Nur Großbuchstaben sind fast so leicht zu erraten wie nur Kleinbuchstaben.
tip-reversed = Rückwärts geschriebene Wörter sind kaum schwerer zu erraten.
tip-substitutions = Vorhersehbare Ersetzungen wie „@“ statt „a“ helfen kaum.
tip-longer-keys = Verwenden Sie ein längeres Tastaturmuster mit mehr Wendungen.
tip-repeats = Vermeiden Sie wiederholte Wörter und Zeichen.
tip-sequences = Vermeiden Sie Folgen.
tip-recent-years = Vermeiden Sie Jahreszahlen der letzten Zeit.
tip-your-years = Vermeiden Sie Jahreszahlen, die mit Ihnen zu tun haben.
tip-your-dates = Vermeiden Sie Daten und Jahreszahlen, die mit Ihnen zu tun haben.

## API-Schlüssel

api-keys = API-Schlüssel
api-keys-lead = Mit einem Schlüssel handelt ein Programm für Sie, in dessen Grenzen.
api-keys-none = Sie haben keine.
api-key-create = API-Schlüssel erstellen
api-key-create-do = Schlüssel erstellen
api-key-create-lead = Der Schlüssel wird ein einziges Mal angezeigt. Halten Sie die Stelle bereit, an der das Programm ihn liest.
api-key-kind = Wofür er ist
api-key-secret = Geheimer Schlüssel
api-key-secret-hint = Handelt für Sie im Rahmen der Auswahl unten. Nur das Programm darf ihn kennen.
api-key-publishable = Öffentlicher Schlüssel
api-key-publishable-hint = Sagt, wem er gehört, und erlaubt nichts. Jeder darf ihn lesen.
api-key-scopes = Was ein geheimer Schlüssel erlaubt
api-key-life = Wie lange er gilt
days =
    { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
api-key-expires = gilt bis { $day }
api-key-replaced = ersetzt, gilt noch bis { $moment }
api-key-allows-nothing = erlaubt nichts
api-key-rotate = Ersetzen
api-key-rotate-named = { $name } ersetzen
api-key-overlap = Der alte Schlüssel gilt neben dem neuen noch
overlap-none = gar nicht
overlap-hour = eine Stunde
overlap-day = einen Tag
overlap-week = sieben Tage
api-key-revoke = Widerrufen
api-key-revoke-named = { $name } widerrufen
api-key-shown = Ihr neuer API-Schlüssel
api-key-shown-lead = Kopieren Sie ihn jetzt: <strong>{ $name }</strong> wird nicht noch einmal angezeigt. Wer ihn hat, kann tun, was er erlaubt.
api-key-old-until = Der alte Schlüssel gilt noch bis { $moment }.
api-key-old-ended = Der alte Schlüssel gilt nicht mehr.
api-key-kept = Ich habe ihn kopiert
api-key-bad-name = Eine Bezeichnung hat 1 bis 80 Zeichen und keine Leerzeichen am Rand.
api-key-bad-scopes = Ein geheimer Schlüssel erlaubt mindestens eines, ein öffentlicher nichts.
api-key-bad-life = Wählen Sie eine der angebotenen Zeiten.
api-key-too-many = Sie haben so viele Schlüssel, wie eine Person haben kann. Widerrufen Sie zuerst einen.
api-key-gone = Dieser Schlüssel gilt nicht mehr
api-key-gone-why = Er wurde widerrufen, ist abgelaufen oder wurde bereits ersetzt.
api-key-gone-do = Gehen Sie zurück zu Ihrem Konto und erstellen Sie bei Bedarf einen neuen.
not-allowed = Das ist zurzeit nicht erlaubt
not-allowed-why = Die Regeln dieses Servers erlauben es Ihrem Konto nicht.

## E-Mails. Sie beginnen mit der Anrede, also geht der erste Satz klein weiter.

mail-hello = Hallo { $name },
span-minutes =
    { $count ->
        [one] { $count } Minute
       *[other] { $count } Minuten
    }
span-hours =
    { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
mail-reset-subject = Neues Passwort für { $server }
mail-reset = jemand hat ein neues Passwort für Ihr Konto bei { $server } angefordert. Wenn Sie das waren, wählen Sie es innerhalb von { $span } hier:
mail-reset-not-you = Wenn Sie das nicht waren, ist nichts zu tun: Ihr Passwort bleibt, wie es ist. Geben Sie diesen Link niemandem weiter.
mail-changed-subject = Ihr Passwort für { $server } wurde geändert
mail-changed = das Passwort Ihres Kontos bei { $server } wurde am { $moment } geändert. Überall sonst, wo Sie angemeldet waren, wurden Sie abgemeldet.
mail-changed-not-you = Wenn Sie das nicht waren, öffnen Sie { $server }, indem Sie die Adresse selbst eintippen, wählen Sie „{ $forgot }“, und verständigen Sie den Betreiber des Servers.
mail-verify-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $server }
mail-verify = diese Adresse wurde für ein Konto bei { $server } angegeben. Bestätigen Sie innerhalb von { $span }, dass es Ihre ist:
mail-verify-not-you = Wenn Sie davon nichts wissen, ist nichts zu tun.
mail-address-subject = Ihr Konto bei { $server } hat eine andere E-Mail-Adresse
mail-address = seit dem { $moment } hat Ihr Konto bei { $server } eine andere E-Mail-Adresse. E-Mails dazu kommen hier nicht mehr an.
mail-address-not-you = Wenn Sie das nicht waren, verständigen Sie sofort den Betreiber des Servers.
mail-asked-subject = Andere E-Mail-Adresse für Ihr Konto bei { $server }
mail-asked = jemand, der Ihr Passwort kennt, möchte Ihrem Konto bei { $server } eine andere E-Mail-Adresse geben. Sie gilt, sobald sie dort bestätigt wurde.
mail-asked-not-you = Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort.
mail-code-subject = Ihr Code für { $server }
mail-code-text = dies ist Ihr Code für { $server }. Er gilt { $span } lang auf der Seite, die danach gefragt hat:
mail-code-not-you = Wenn Sie sich nicht gerade angemeldet haben, kennt jemand Ihr Passwort: Ändern Sie es. Geben Sie diesen Code niemandem, wer auch immer danach fragt.
mail-ended-subject = Sie brauchen ein neues Passwort für { $server }
mail-ended = ein Administrator von { $server } hat Ihr Passwort ungültig gemacht, und Sie wurden überall abgemeldet. Wählen Sie innerhalb von { $span } hier ein neues:
mail-ended-late = Zu spät? Öffnen Sie { $server }, indem Sie die Adresse selbst eintippen, und wählen Sie „{ $forgot }“. Geben Sie diesen Link niemandem weiter.
mail-linked-subject = Sie können sich bei { $server } jetzt mit { $label } anmelden
mail-linked = am { $moment } wurde { $label } mit Ihrem Konto bei { $server } verknüpft. Wer sich dort als Sie anmelden kann, kann sich nun auch hier anmelden.
mail-linked-not-you = Wenn Sie das nicht waren, öffnen Sie { $server }, indem Sie die Adresse selbst eintippen, heben Sie die Verknüpfung auf Ihrer Kontoseite auf, und ändern Sie Ihr Passwort.
mail-unlinked-subject = { $label } ist nicht mehr mit Ihrem Konto bei { $server } verknüpft
mail-unlinked = am { $moment } wurde die Verknüpfung von { $label } mit Ihrem Konto bei { $server } aufgehoben. Überall sonst, wo Sie angemeldet waren, wurden Sie abgemeldet.
mail-new-sign-in-subject = Neue Anmeldung mit Ihrem Konto bei { $server }
mail-new-sign-in = am { $moment } hat sich jemand mit Ihrem Konto bei { $server } angemeldet, und zwar mit { $program } von { $from } aus. So hatten Sie sich noch nie angemeldet.
mail-new-sign-in-you = Wenn Sie das waren, ist nichts zu tun.
mail-new-sign-in-not-you = Wenn Sie das nicht waren, öffnen Sie { $server }, indem Sie die Adresse selbst eintippen, beenden Sie diese Anmeldung unter „{ $section }“, und ändern Sie Ihr Passwort.
mail-signed-in-unknown = einem unbekannten Programm
