### English, which leads: every other catalogue says the same under the same ids.
### A name with a strong part holds <strong>; numbers choose their form by the rules of the language.

## Everywhere

language-of-page = Language
your-account-at = This is your account at <strong>{ $server }</strong>.
signing-in-to = You are signing in to <strong>{ $server }</strong>.
not-started-close = If you did not start this, close this page.
back-to-account = Back to your account
to-your-account = To your account
back-to-sign-in = Back to sign in
go-on = Continue
name = Name
password = Password
code = Code
allow = Allow
deny = Deny
details = Details
error-code = Error code
unknown-day = an unknown day
seconds =
    { $count ->
        [one] a second
       *[other] { $count } seconds
    }
minutes =
    { $count ->
        [one] a minute
       *[other] { $count } minutes
    }
needs-script = A passkey needs JavaScript, which is off in this browser.
this-computer = this computer
app-on-this-computer = an app on this computer
app-without-name = An app without a name
change = Change

## Sign-in

sign-in = Sign in
sign-in-asked = <strong>{ $client }</strong> at <strong>{ $place }</strong> wants to sign in.
sign-in-asked-here = <strong>{ $client }</strong> on this computer wants to sign in.
sign-in-lead = Enter your name and password to continue.
sign-in-with-passkey = Sign in with a passkey
use-recovery-code = Use a recovery code
forgot-password = Forgot your password?
return-to = Afterwards you return to { $place }.
return-to-here = Afterwards you return to { $client } on this computer.
wrong-name-or-password = The name or the password is not right.
wrong-password = The password is not right.
tried-too-often = That was tried too often. Try again in { $wait }.
tried-too-often-hour = That was tried too often. Try again in an hour.
tried-too-often-little = That was tried too often. Wait a little, then try again.
locked-out = That was tried too often. A recovery code still works, and whoever runs this server can help.
passkey-only-lead = Your device or security key checks that it is you. It needs no name and no password.
use-passkey = Use a passkey
use-password = Use your password
passkey-refused = That passkey did not work. It may belong to another server, or it was removed.
passkey-taken = This device has a passkey for your account already.
passkey-cancelled = That did not work, or it was cancelled. You can try again.
passkey-unknown = This browser knows no passkeys.
recover-title = Sign in with a recovery code
recover-lead = Enter one of the codes that you put away. It works once.
recovery-code = Recovery code
recover-without = Sign in without a recovery code
recover-wrong = The name, the password or the recovery code is not right.
one-more-step = One more step
still-you = Is it still you?
no-way-works = None of the ways to confirm that it is you works at the moment.
ask-operator = Ask whoever runs this server for help.
needs-script-other = A passkey needs JavaScript, which is off in this browser. Use another way.
no-passkeys-here = Passkeys do not work under the address of this server. Use another way.
or-another-way = Or use another way
asked-before-change = This is asked before something changes that protects your account at <strong>{ $server }</strong>.
signing-in-as = You are signing in to <strong>{ $server }</strong> as <strong>{ $name }</strong>.
not-started-change = If you did not start this, close this page and change your password.
step-up-title = Confirm that it is you
step-up-lead = Enter your password again to go on, <strong>{ $name }</strong>.
choose-a-way = Choose one of the ways below.
passkey-again = That passkey did not work. You can try again.
wrong-code = That code is not right, or it was used before.
wrong-sent-code = That code is not right, or it no longer counts.
passkey = Passkey
passkey-hint = Your device or security key checks that it is you.
passkey-question = Use your passkey
totp = Authenticator app
totp-hint = An app on your phone or computer shows a new code every 30 seconds.
totp-question = Code from your app
mail-code = Code by mail
mail-code-hint = We send a code to your mail address.
mail-code-question = Code from the mail
sms-code = Code by text message
sms-code-hint = We send a code to your telephone.
sms-code-question = Code from the message
code-was-sent-to = A code was sent to { $address }. It counts for ten minutes.
code-goes-to = We send a code to { $address }.
send-code = Send a code
send-another-code = Send another code
sent-enough = A code was sent a moment ago, or too many were. Wait a little, then ask for another.
not-sent = The code could not be sent. Try again later, or use another way.
number-ending = the number that ends in { $digits }
sms-code-text = { $code } is your code for { $server }. Give it to nobody.
recovery-hint = One of the codes that you put away. Each works once.
approval = Approve on a device
approval-hint = Countersign on your device asks whether it is you, and you type a number there.
approve-on = Approve on { $device }
send-again = Send again
send-again-to = Send again to { $device }
your-device = your device
approval-lead = Open Countersign on <strong>{ $device }</strong> and type this number there.
approval-number-read = Number { $digits }
approval-waiting = Waiting for your answer.
approval-wrong =
    { $count ->
        [one] A different number was typed there. { $count } try is left.
       *[other] A different number was typed there. { $count } tries are left.
    }
approval-left = Time left:
approval-done = I approved it
approval-approved = This was approved on <strong>{ $device }</strong>.
approval-not-yet = Your device has not answered yet.
approval-denied = This was denied, on the device or by three wrong numbers.
approval-expired = Nobody answered in time.
approval-void = The answer counts no longer: it came too late, or something changed in between.
approval-muted = Your devices are not asked for { $wait }, since one of them said that a sign-in was not you. Use another way.
approval-paused = Your devices are not asked at the moment: too many requests were denied or not answered. Use another way, which also ends this, or wait an hour.
approval-too-many = Your devices were asked several times just now. Use another way, or wait { $wait }.
approval-other-open = Your devices wait for an answer to another request. Answer it there, use another way, or try again in two minutes.
approves = Can approve sign-ins
approvers = Devices that can approve
crowd-title = You are signed in in many places
crowd-lead = These browsers are signed in as you as well. End those that you no longer use or do not know.
crowd-end = End what is ticked and go on
crowd-keep = Keep them all

## Signing in with another server

upstream-sign-in = Sign in with { $label }
upstream-confirm = Confirm with { $label }
upstream-ways = Other ways to sign in
upstream-link = Link { $label }
upstream-remove = Remove { $label }, { $who }
upstream-never-used = never used to sign in
upstream-going = You are on your way to { $label }, which will ask who you are.
upstream-returning = You are signed in and on your way back.
upstream-agree-question = Link { $label } to your account?
upstream-there-and-here = At { $label } you are <strong>{ $who }</strong>. Here you are <strong>{ $name }</strong>.
upstream-agree-means = Whoever can sign in there as { $who } can then sign in here as { $name }. You can take this back on the page of your account.
upstream-agree = Link them
upstream-leave = Do not link
upstream-not-linked-title = Not linked yet
upstream-not-linked = No account here is linked to that yet
upstream-there = At { $label } you are <strong>{ $who }</strong>.
upstream-link-yours = You are signed in here as <strong>{ $name }</strong>. You can link the two, and sign in with { $label } from then on.
upstream-link-to = Link to { $name }
upstream-has-email = There is an account here with the address { $email }. If it is yours, sign in to it as you always do.
upstream-if-account = If you have an account here, sign in to it as you always do. You are asked then whether to link the two.
upstream-sign-in-to-link = Sign in to link
upstream-new = If you have none, you can have a new one with the address <strong>{ $email }</strong>.
upstream-create = Create a new account
use-another-way = Use another way
back-to-the-sign-in = Back to the sign-in
upstream-begin-anew = Begin anew. If it happens again, tell whoever runs this server.
upstream-not-begun = This sign-in was not begun here
upstream-not-begun-why = The answer of { $label } belongs to a sign-in that this browser did not begin, or that is over.
upstream-not-begun-do = Begin anew, in one browser and without the back button. Cookies have to be allowed for this site.
upstream-taken = That is linked to another account
upstream-taken-why = What you are at { $label } leads into another account here already.
upstream-taken-do = Sign in to that account and take the link away there, or choose another one.
upstream-not-yours = That is not linked to your account
upstream-not-yours-why = You chose somebody at { $label } who does not lead into this account.
upstream-not-yours-do = Try again with the one that you linked, or use another way.
upstream-another-person = Somebody else is signed in now
upstream-another-person-why = Between leaving and coming back the person in this browser changed.
upstream-another-person-do = Sign in again, then try again.
upstream-not-now = You cannot sign in this way
upstream-not-now-why = { $label } said who you are, but this server does not let you in now.
upstream-not-now-do = Try again later or another way. Whoever runs this server can help.
upstream-cancelled = You did not sign in at { $label }
upstream-cancelled-why = You chose not to, so nothing happened.
upstream-cancelled-do = Begin anew, or use another way.
upstream-over = That took too long
upstream-over-why = A sign-in at { $label } has to end within ten minutes.
upstream-over-do = Begin anew.
upstream-away = { $label } does not answer
upstream-away-why = This server could not reach { $label }, or did not understand the answer.
upstream-away-do = Try again in a minute, or use another way.
upstream-declined = { $label } refused
upstream-declined-why = { $label } did not want to say who you are.
upstream-organization = That is not an account of the right organization
upstream-organization-why = Here only people of one organization can sign in with { $label }.
upstream-organization-do = Choose your account of that organization, or use another way.
upstream-stale = { $label } did not ask you again
upstream-stale-why = To go on, you have to show anew who you are.
upstream-stale-do = Try again and sign in there, or use another way.
upstream-untrusted = That answer cannot be trusted
upstream-untrusted-why = What came back is not what { $label } says to somebody who signs in here.
last-way-in = Your last way in stays
last-way-in-link-why = Without this you could not sign in to your account any more.
last-way-in-link-do = Set a password, add a passkey or link something else first, then take this away.
last-way-in-passkey-why = Without this passkey you could not sign in to your account any more.
last-way-in-passkey-do = Set a password or link another way to sign in first, then remove it.

## Consent and devices

consent-title = Allow access
consent-question = Allow { $client }?
consent-lead = <strong>{ $client }</strong> at <strong>{ $place }</strong> asks for access to your account <strong>{ $name }</strong>.
consent-lead-here = <strong>{ $client }</strong> on this computer asks for access to your account <strong>{ $name }</strong>.
would-be-able = It would be able to
password-stays = Your password stays with <strong>{ $server }</strong>.
answer-stays = The answer stays on this computer.
answer-goes = The answer goes to { $place }.
nothing-to-decide = There is nothing to decide
nothing-to-decide-why = This page belongs to a sign-in that is not under way.
start-again = Go back and start again from the application.
scope-openid = Know that it is you
scope-profile = See the name you sign in with
scope-email = See your mail address
scope-address = See your postal address, if it is known here
scope-phone = See your telephone number, if it is known here
scope-offline = Stay signed in while you are away, until you end it
scope-sessions = See where you are signed in, and end those sessions
scope-approvals = Receive your sign-ins that wait for approval
scope-admin = Act as an administrator: see and end everyone’s sessions
scope-other = Use the permission “{ $scope }”
device-title = Connect a device
device-question = Let { $client } sign in?
device-lead = A device wants to sign in to your account <strong>{ $name }</strong>. Allow it only if it is yours and shows this very code now.
device-code-read = Code { $code }
device-app = App
device-device = Device
device-from = Asked from
device-asked =
    { $ip }, { $minutes ->
        [0] just now
        [one] a minute ago
       *[other] { $minutes } minutes ago
    }
device-warning = If somebody sent you this code or this address, deny: they would be signed in as you at <strong>{ $server }</strong>.
device-code-lead = Enter the code that the device shows.
device-signed-in = You are signed in to <strong>{ $server }</strong> as { $name }.
device-unknown = That code is not known, has expired or was used. Compare it with the device, or let the device show a new one.
device-allowed = The device may go on
device-allowed-text = It signs in within a few seconds. You can close this page.
device-denied = The device was turned away
device-denied-text = It gets nothing. You can close this page.
on-your-way = Going on
one-moment = One moment
on-your-way-lead = You are on your way to <strong>{ $place }</strong>.

## Sign-out

sign-out = Sign out
sign-out-question = Sign out?
sign-out-asked = <strong>{ $client }</strong> asks to sign you out.
sign-out-sent = Somebody sent you here to sign out.
signed-in-as = You are signed in as <strong>{ $name }</strong>.
sign-out-stays = The address to return to afterwards cannot be trusted, so you stay here.
stay = Stay
sign-out-ends = This ends your session at <strong>{ $server }</strong> in this browser. Apps that keep a session of their own stay signed in.
sign-out-twice = The application that sent you here to sign out said the same thing twice.
sign-out-on-account = You can sign out on your account page.
signed-out-title = Signed out
signed-out = You are signed out
signed-out-lead = This browser is no longer signed in to <strong>{ $server }</strong>. Apps that you signed in keep their own sessions until you end them there.
sign-in-again = Sign in again

## The account page

account-title = Your account
account-heading = You are signed in
not-confirmed = not confirmed
change-password = Change password
change-address = Change mail address
where-signed-in = Where you are signed in
this-browser-badge = this browser
in-use = in use
used = used { $when }
never-used = never used
end = End
end-session = End { $name }
more-sessions = There are more. They appear here once some of these have ended.
end-others = End all others
second-factors = Second factors
no-factors = You have none: whoever learns your password can sign in as you.
rename = Rename
remove = Remove
remove-factor = Remove { $name }
factor-stays = Your account needs a second factor, so this one stays until you add another.
recovery-few =
    { $count ->
        [0] You have no recovery codes.
        [one] You have { $count } recovery code left.
       *[other] You have { $count } recovery codes left.
    } Without one, losing your second factor locks you out.
recovery-left =
    { $count ->
        [one] You have { $count } recovery code left.
       *[other] You have { $count } recovery codes left.
    }
make-recovery-codes = Make recovery codes
make-new-recovery-codes = Make new recovery codes
add-factor = Add a second factor
this-browser = This browser
sign-out-here = Sign out here
account-foot = What you end loses its access here at once. A service that does not ask this server may let it in for ten minutes more.
on-system = { $program } on { $system }
program-on = A program on { $system }
unknown-program = An unknown program
ago-now = just now
ago-minutes =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
ago-hours =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
ago-days =
    { $count ->
        [one] { $count } day ago
       *[other] { $count } days ago
    }
last-factor-stays = Your last second factor stays
last-factor-why = Your account needs a second factor, and this is the only one it has.
last-factor-do = Add another one first, then remove this one.

## Adding a second factor

enrol-required = Your account, <strong>{ $name }</strong>, needs one before you can go on. Your password alone is not enough for what it may do.
enrol-lead = With a second factor your password alone opens nothing.
enrol-offers-none = This server offers none. Ask whoever runs it for help.
enrol-has-all = You have every kind that this server offers.
enrol-ends = Adding one ends your sign-ins everywhere else.
enrol-passkey = Add a passkey
enrol-passkey-lead = Your device, your phone or a security key will check that it is you. A copy of this page on another site gets nothing from it.
what-you-call-it = What you call it
enrol-passkey-add = Add the passkey
choose-another-way = Choose another way
enrol-passkey-for = It is for <strong>{ $name }</strong> at <strong>{ $server }</strong>.
enrol-passkey-wrong = That did not work. You can try again.
enrol-totp = Add an authenticator app
enrol-totp-lead = Scan the picture with your app, then type the code that it shows.
enrol-totp-picture = QR picture of the key below
enrol-totp-type = Type the key instead
enrol-totp-kind = Time-based, 6 digits, every 30 seconds.
enrol-totp-open = Open it in an app on this device
enrol-totp-add = Add the app
enrol-totp-for = The key is for <strong>{ $name }</strong> at <strong>{ $server }</strong>. It is kept once a code was right.
enrol-totp-wrong = That code does not fit the key. Check that the clock of your device is right, then type the code that is shown now.
enrol-sent-type = Type the code that was sent. It counts for ten minutes.
enrol-sent-to = Codes go to <strong>{ $address }</strong>.
enrol-sent-telephone = Codes go to a telephone that receives text messages.
enrol-sent-number = Telephone number with its country
enrol-sent-for = They are for <strong>{ $name }</strong> at <strong>{ $server }</strong>. They count as your second factor once you typed one.
bad-number = Write the number with its country, as in +49 151 23456789.
telephone-named = Telephone, { $number }
recovery-codes = Recovery codes
recovery-lead = If you lose your second factor, one of these codes lets you in. You get ten; each works once. They are shown a single time, so have paper or your password manager ready.
recovery-replaces = You have { $count } left. New codes replace them.
show-my-codes = Show my codes
not-now = Not now
your-recovery-codes = Your recovery codes
sheet-lead = For <strong>{ $name }</strong> at <strong>{ $server }</strong>. Each works once. Print this page or write them down: they are not shown again.
put-away = I have put them away
sheet-foot = Keep them away from your password.

## Passwords and mail addresses

address-title = Mail address
address-heading = Change your mail address
address-now = It is <strong>{ $address }</strong> now.
address-now-unconfirmed = It is <strong>{ $address }</strong> now, and not confirmed yet.
address-send-again = Send the link to confirm it again
address-or-another = Or use another one
address-new = New mail address
your-password = Your password
address-send = Send a link there
address-foot = The new address counts once you opened the link that is sent there. Until then this one stays, and it is told.
address-wrong = That is not a mail address.
address-enough = You were sent enough of these for now. Try again in an hour.
look-into-mail = Look into your mail
address-sent = A link is on its way to that address. Open it within 24 hours, and the address counts.
address-sent-hint = Nothing came? Look among the unwanted mail.
new-password = New password
choose-password = Choose a new password
choose-password-lead = For <strong>{ $name }</strong> at <strong>{ $server }</strong>. Everywhere else you are signed in, you will be signed out.
password-will-not-do = This one will not do:
present-password = Present password
password-again = The same again
passwords-differ = The two new passwords are not the same.
password-rule-length = At least { $count } characters. Four or five words that do not belong together are a good start.
password-rule-classes = At least one of each: { $classes }.
class-lower = lower-case letter
class-upper = upper-case letter
class-digit = digit
class-symbol = mark such as ! or -
weak-short = The password has fewer than { $count } characters.
weak-long = The password has more than { $count } characters.
weak-without-lower = The password has no lower-case letter.
weak-without-upper = The password has no upper-case letter.
weak-without-digit = The password has no digit.
weak-without-symbol = The password has no mark such as ! or -.
weak-guessable = The password is easy to guess.
weak-common = The password is one of those that many people choose.
weak-breached = The password is known: it was stolen from some other site.
weak-reused = The password is one that you have or had before.
weak-unchecked = The password could not be checked just now. Try again in a minute.
password-changed = Your password is changed
password-changed-here = Everywhere but in this browser you are signed out now.
password-changed-all = Wherever you were signed in, you are signed out now. Sign in with the new password.
reset-title = Forgot your password
reset-lead = Say who you are, and a link to a new one comes by mail.
reset-who = Name or mail address
reset-send = Send me a link
reset-foot = This is about your account at <strong>{ $server }</strong>.
reset-type-name = Type the name that you sign in with, or your mail address.
asked-too-often = That was asked for too often. Try again in { $wait }.
reset-sent = If there is an account for what you typed, a link is on its way to its mail address. It counts for 15 minutes and once.
reset-sent-hint = Nothing came? Look among the unwanted mail, or try your mail address instead of your name.
link-expired = This link is too old
link-expired-reset = A link to a new password counts for 15 minutes.
link-expired-verify = A link that confirms an address counts for 24 hours.
link-used = This link was used before
link-used-why = Each link counts once, and a later one takes the place of those before.
link-unknown = This link is not valid
link-unknown-why = It may have been cut off on its way. Copy all of it into the address bar.
ask-for-new-link = Ask for a new link
no-mail = This server sends no mail
no-mail-why = So it cannot send a link to a new password. Ask whoever runs it for one.
password-refused = This password will not do
choose-another = Go back and choose another one.
verify-title = Confirm your mail address
verify-question = Is this your mail address?
verify-lead = <strong>{ $address }</strong> was given for the account <strong>{ $name }</strong> at <strong>{ $server }</strong>.
verify-yes = Yes, it is mine
verify-foot = If you know nothing of this account, close this page.
verify-done = Your mail address is confirmed
verify-done-text = Mails about your account go there from now on.

## What went wrong

not-found = There is nothing here
not-found-why = The address you opened does not exist on this server.
not-found-do = Check the address, or go back to where you came from.
busy = Too many people at once
busy-why = The server has more to do at this moment than it can.
busy-do = Try again in a few seconds.
too-often = That was too often
too-often-why = Too many requests came from your network in a short time.
too-often-do = Wait a moment, then try again.
failed = Something went wrong on our side
failed-why = The server could not finish your request. Nothing was changed by it.
failed-do = Try again in a minute. If it happens again, tell whoever runs this server.
no-such-method = That cannot be done here
no-such-method-why = The address exists, but not for what was asked of it.
no-such-method-do = Go back to where you came from and try again from there.
too-large = That was too much
too-large-why = What was sent is longer than anything this server reads. Nothing was changed by it.
too-large-do = Go back and send less.
unreadable = That could not be read
unreadable-why = What was sent is not what this server expects here. Nothing was changed by it.
unreadable-do = Go back, reload the page and try again.
foreign-form = This form is no longer valid
foreign-form-why = The form did not come from this server in this browser, or it was open for too long.
foreign-form-do = Go back, reload the page and try again. Cookies have to be allowed for this site.
cannot-go-on = This sign-in cannot go on
fault-client = Somebody sent you here to sign in, but the application is not known to this server.
fault-redirect = Somebody sent you here to sign in, but the address to return to is missing or not registered for this application.
fault-request = Somebody sent you here to sign in, but the request is unknown, took too long or was used before.
cannot-go-on-do = Go back and start again from the application. If it happens again, tell whoever runs it.
sign-out-unreadable = This could not be read

## Why a password is easy to guess: the advice of zxcvbn

warn-rows = Straight rows of keys are easy to guess.
warn-keys = Short keyboard patterns are easy to guess.
warn-aaa = Repeats like "aaa" are easy to guess.
warn-abcabc = Repeats like "abcabcabc" are only slightly harder to guess than "abc".
warn-top10 = This is a top-10 common password.
warn-top100 = This is a top-100 common password.
warn-common = This is a very common password.
warn-similar = This is similar to a commonly used password.
warn-sequence = Sequences like abc or 6543 are easy to guess.
warn-years = Recent years are easy to guess.
warn-word = A word by itself is easy to guess.
warn-dates = Dates are often easy to guess.
warn-name = Names and surnames by themselves are easy to guess.
warn-surname = Common names and surnames are easy to guess.
tip-few-words = Use a few words, avoid common phrases.
tip-no-need = No need for symbols, digits, or uppercase letters.
tip-another-word = Add another word or two. Uncommon words are better.
tip-capital = Capitalization doesn't help very much.
tip-upper = All-uppercase is almost as easy to guess as all-lowercase.
tip-reversed = Reversed words aren't much harder to guess.
tip-substitutions = Predictable substitutions like '@' instead of 'a' don't help very much.
tip-longer-keys = Use a longer keyboard pattern with more turns.
tip-repeats = Avoid repeated words and characters.
tip-sequences = Avoid sequences.
tip-recent-years = Avoid recent years.
tip-your-years = Avoid years that are associated with you.
tip-your-dates = Avoid dates and years that are associated with you.

## API keys

api-keys = API keys
api-keys-lead = With a key a program acts for you, within what the key allows.
api-keys-none = You have none.
api-key-create = Create an API key
api-key-create-do = Create the key
api-key-create-lead = The key is shown a single time. Have the place ready where the program reads it.
api-key-kind = What it is for
api-key-secret = Secret key
api-key-secret-hint = Acts for you within what you tick below. Only the program may know it.
api-key-publishable = Publishable key
api-key-publishable-hint = Says whose it is and allows nothing. Anybody may read it.
api-key-scopes = What a secret key allows
api-key-life = How long it lives
days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
api-key-expires = expires on { $day }
api-key-replaced = replaced, passes until { $moment }
api-key-allows-nothing = allows nothing
api-key-rotate = Replace
api-key-rotate-named = Replace { $name }
api-key-overlap = The old key passes beside the new one for
overlap-none = no longer
overlap-hour = an hour
overlap-day = a day
overlap-week = seven days
api-key-revoke = Revoke
api-key-revoke-named = Revoke { $name }
api-key-shown = Your new API key
api-key-shown-lead = Copy it now: <strong>{ $name }</strong> is not shown again. Whoever has it can do what it allows.
api-key-old-until = The old key passes until { $moment }.
api-key-old-ended = The old key does not pass any more.
api-key-kept = I have copied it
api-key-bad-name = A name has 1 to 80 characters, and no spaces around it.
api-key-bad-scopes = A secret key allows at least one thing; a publishable key allows nothing.
api-key-bad-life = Choose one of the times that are offered.
api-key-too-many = You have as many keys as one person can have. Revoke one first.
api-key-gone = This key has ended
api-key-gone-why = It was revoked, it expired, or another one took over from it.
api-key-gone-do = Go back to your account and create a new one if you need it.
not-allowed = That is not allowed now
not-allowed-why = The rules of this server do not allow it for your account.

## Mails. They begin with the greeting, so their first sentence goes on in small letters.

mail-hello = Hello { $name },
span-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
span-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
mail-reset-subject = A new password for { $server }
mail-reset = somebody asked for a new password for your account at { $server }. If it was you, choose one here within { $span }:
mail-reset-not-you = If it was not you, there is nothing to do: your password stays as it is. Give this link to nobody.
mail-changed-subject = Your password for { $server } was changed
mail-changed = the password of your account at { $server } was changed on { $moment }. Everywhere else you were signed in, you were signed out.
mail-changed-not-you = If it was not you, open { $server } by typing its address, choose "{ $forgot }", and tell whoever runs the server.
mail-verify-subject = Confirm your mail address for { $server }
mail-verify = this address was given for an account at { $server }. Confirm within { $span } that it is yours:
mail-verify-not-you = If you know nothing of it, there is nothing to do.
mail-address-subject = Your account at { $server } has another mail address
mail-address = since { $moment } your account at { $server } has another mail address. Mails about it no longer arrive here.
mail-address-not-you = If it was not you, tell whoever runs the server at once.
mail-asked-subject = Another mail address for your account at { $server }
mail-asked = somebody who knows your password asked to give your account at { $server } another mail address. It will count once it was confirmed there.
mail-asked-not-you = If it was not you, change your password now.
mail-code-subject = Your code for { $server }
mail-code-text = this is your code for { $server }. It counts for { $span } on the page that asked for it:
mail-code-not-you = If you did not just sign in, somebody knows your password: change it. Give this code to nobody, whoever asks.
mail-ended-subject = A new password for { $server } is needed
mail-ended = an administrator of { $server } ended your password, and you were signed out everywhere. Choose a new one here within { $span }:
mail-ended-late = Too late? Open { $server } by typing its address and choose "{ $forgot }". Give this link to nobody.
mail-linked-subject = You can sign in to { $server } with { $label } now
mail-linked = on { $moment } { $label } was linked to your account at { $server }. Whoever can sign in there as you can sign in here.
mail-linked-not-you = If it was not you, open { $server } by typing its address, take the link away on the page of your account, and change your password.
mail-unlinked-subject = { $label } is no longer linked to your account at { $server }
mail-unlinked = on { $moment } the link between { $label } and your account at { $server } was taken away. Everywhere else you were signed in, you were signed out.
mail-new-sign-in-subject = A new sign-in to your account at { $server }
mail-new-sign-in = on { $moment } somebody signed in to your account at { $server } with { $program }, from { $from }. You had not signed in like this before.
mail-new-sign-in-you = If it was you, there is nothing to do.
mail-new-sign-in-not-you = If it was not you, open { $server } by typing its address, end that sign-in under "{ $section }", and change your password.
mail-signed-in-unknown = an unknown program
