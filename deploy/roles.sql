-- Run once by an administrator of the server: psql -d postgres -f deploy/roles.sql
-- with SIGOR_OWNER_PASSWORD and SIGOR_APP_PASSWORD in the environment.
-- Two roles, so that the service can neither change the shape of the data nor rewrite its audit trail.
\set ON_ERROR_STOP on
\getenv owner_password SIGOR_OWNER_PASSWORD
\getenv app_password SIGOR_APP_PASSWORD
CREATE ROLE sigor_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE sigor_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE sigor OWNER sigor_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE sigor FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE sigor TO sigor_app;
\connect sigor
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;
GRANT USAGE ON SCHEMA public TO sigor_app;
