-- Version 4. A released version is never edited: a change is a new file.

-- Tokens of store apps too. `kind` is the name of the answer's field. `tenant` is the one that has
-- installed a store app; a custom app has one tenant, which needs no name.
ALTER TABLE token ADD COLUMN kind   TEXT NOT NULL DEFAULT 'tenant_access_token';
ALTER TABLE token ADD COLUMN tenant TEXT NOT NULL DEFAULT '';

DROP INDEX token_of_app;
CREATE INDEX token_of_app ON token (app_id, kind, tenant, expires_at);

-- The ticket that was pushed to a store app last.
CREATE TABLE app_ticket (
    app_id TEXT NOT NULL PRIMARY KEY,
    ticket TEXT NOT NULL
) STRICT;
