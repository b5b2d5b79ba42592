-- Version 3. A released version is never edited: a change is a new file.

-- NULL is what nobody said: seeds may bring an attachment without its time, and without its file.
ALTER TABLE attachment ADD COLUMN mime TEXT NOT NULL DEFAULT 'application/octet-stream';
ALTER TABLE attachment ADD COLUMN create_time INTEGER;
ALTER TABLE attachment ADD COLUMN file INTEGER;

CREATE UNIQUE INDEX attachment_of_file ON attachment (file);

-- Files in pieces, so that none is ever in memory whole. An upload writes them one by one as they
-- come in; until an attachment names their file they belong to nothing.
CREATE TABLE file_piece (
    file   INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bytes  BLOB    NOT NULL,
    PRIMARY KEY (file, number)
) STRICT;

-- The number that a file got last. None is used again, so a link never leads to another file.
CREATE TABLE last_file (value INTEGER NOT NULL) STRICT;
INSERT INTO last_file VALUES (0);
