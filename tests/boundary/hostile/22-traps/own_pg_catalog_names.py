# tries: Tables named as those of the catalog, and a schema earlier on its search_path.
# outcome: completed
# on: good
# points: 10

from sqlalchemy import event

_TRAP = "CREATE TABLE public.pg_class (relname text); CREATE TABLE public.pg_namespace (nspname text); CREATE SCHEMA hostile; CREATE TABLE hostile.notes (id int); ALTER ROLE CURRENT_USER SET search_path = hostile, public"
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_TRAP))
