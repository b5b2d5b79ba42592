-- Version 2. A released version is never edited: a change is a new file.

-- Every object of every kind. `number` counts in order of creation and is never used again, so a
-- list can be read on from where it was left. `parent` is the one id that lists select by: the
-- application of an offer, the interview of an assessment, the talent of an application.
CREATE TABLE object (
    number   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    parent   TEXT,
    document TEXT    NOT NULL,
    UNIQUE (id, kind)
) STRICT;

CREATE INDEX object_of_kind ON object (kind, number);
CREATE INDEX object_of_parent ON object (kind, parent, number);

-- A merge patch drops the nulls: what was not set is not in the document. What comes out of a
-- subquery is text until json() says otherwise.
INSERT INTO object (kind, id, parent, document)
SELECT
    'external_offer',
    id,
    external_application_id,
    json_patch('{}', json_object(
        'external_application_id', external_application_id,
        'biz_create_time', biz_create_time,
        'owner', owner,
        'offer_status', offer_status,
        'attachment_id_list', json((
            SELECT json_group_array(attachment_id ORDER BY position)
            FROM external_offer_attachment
            WHERE external_offer_id = external_offer.id
        ))
    ))
FROM external_offer
ORDER BY rowid;

DROP TABLE external_offer_attachment;
DROP TABLE external_offer;

-- The id that was given out last. Ids have 19 digits, as the vendor's samples do.
CREATE TABLE last_id (value INTEGER NOT NULL) STRICT;
INSERT INTO last_id VALUES (7500000000000000000);

-- What page tokens are signed with. It lives as long as the data that the tokens point into.
CREATE TABLE page_key (value BLOB NOT NULL) STRICT;
INSERT INTO page_key VALUES (randomblob(32));

-- What was created under which external id. Times are milliseconds since 1970.
CREATE TABLE creation (
    app_id      TEXT    NOT NULL,
    operation   TEXT    NOT NULL,
    external_id TEXT    NOT NULL,
    object_id   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (app_id, operation, external_id)
) STRICT;
