"""Serves privacyIDEA or eduMFA out of one folder: python serve.py privacyidea|edumfa FOLDER PORT

Everything is made anew: keys, tables, an administrator and a realm with one person. Policies and tokens
are made through the administrator's API.
"""

import os
import sys

kind, folder, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
prefix = {"privacyidea": "PI", "edumfa": "EDUMFA"}[kind]


def place(name):
    return os.path.join(folder, name)


os.makedirs(folder, exist_ok=True)
with open(place("server.cfg"), "w") as config:
    config.write(
        f"""
SECRET_KEY = "only for tests"
SQLALCHEMY_DATABASE_URI = "sqlite:///{place('server.sqlite')}"
SUPERUSER_REALM = ["administrators"]
{prefix}_PEPPER = "only for tests"
{prefix}_ENCFILE = {place('enckey')!r}
{prefix}_AUDIT_KEY_PRIVATE = {place('private.pem')!r}
{prefix}_AUDIT_KEY_PUBLIC = {place('public.pem')!r}
{prefix}_AUDIT_NO_SIGN = True
{prefix}_LOGFILE = {place('server.log')!r}
{prefix}_LOGLEVEL = 20
{prefix}_ENGINE_REGISTRY_CLASS = "null"
"""
    )
with open(place("enckey"), "wb") as key:
    key.write(os.urandom(96))
with open(place("people"), "w") as people:
    people.write("ana:x:1000:1000:Ana Example,,,ana@example.org:/home/ana:/bin/sh\n")
os.environ[f"{kind.upper()}_CONFIGFILE"] = place("server.cfg")

if kind == "privacyidea":
    from privacyidea.app import create_app
    from privacyidea.lib.auth import create_db_admin
    from privacyidea.lib.realm import set_realm
    from privacyidea.lib.resolver import save_resolver
    from privacyidea.models import db

    resolvers = [{"name": "people"}]
else:
    from edumfa.app import create_app
    from edumfa.lib.auth import create_db_admin
    from edumfa.lib.realm import set_realm
    from edumfa.lib.resolver import save_resolver
    from edumfa.models import db

    resolvers = ["people"]

from werkzeug.serving import make_server

app = create_app(config_name="production", config_file=place("server.cfg"), silent=True)
with app.app_context():
    db.create_all()
    create_db_admin("admin", password="admin of tests")
    save_resolver({"resolver": "people", "type": "passwdresolver", "fileName": place("people")})
    set_realm("example", resolvers)
make_server("127.0.0.1", port, app, threaded=True).serve_forever()
