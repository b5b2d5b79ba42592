-- Version 1. A released version is never edited: a change is a new file.

-- Tenant access tokens that were issued. Times are milliseconds since 1970.
CREATE TABLE token (
    token      TEXT    NOT NULL PRIMARY KEY,
    app_id     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX token_of_app ON token (app_id, expires_at);

-- `listed_as` is the id that answers show; requests name the attachment by `id`.
CREATE TABLE attachment (
    id        TEXT    NOT NULL PRIMARY KEY,
    listed_as TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    size      INTEGER NOT NULL CHECK (size >= 0)
) STRICT;

-- NULL is a field that the last write left out.
CREATE TABLE external_offer (
    id                      TEXT NOT NULL PRIMARY KEY,
    external_application_id TEXT NOT NULL,
    biz_create_time         TEXT,
    owner                   TEXT,
    offer_status            TEXT
) STRICT;

-- A list may name one attachment twice, so its place is what identifies an entry.
CREATE TABLE external_offer_attachment (
    external_offer_id TEXT    NOT NULL REFERENCES external_offer (id) ON DELETE CASCADE,
    position          INTEGER NOT NULL,
    attachment_id     TEXT    NOT NULL REFERENCES attachment (id),
    PRIMARY KEY (external_offer_id, position)
) STRICT;
