-- Version 6. A released version is never edited: a change is a new file.

-- Files of every kind; until now there was one kind. `listed_as` is the id that objects list a file by. `content` is the
-- number of its pieces: NULL for a file that a seed brought without them.
CREATE TABLE file (
    kind        TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    listed_as   TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    size        INTEGER NOT NULL CHECK (size >= 0),
    mime        TEXT    NOT NULL,
    create_time INTEGER,
    content     INTEGER,
    PRIMARY KEY (id, kind)
) STRICT;

INSERT INTO file (rowid, kind, id, listed_as, name, size, mime, create_time, content)
SELECT rowid, 'attachment', id, listed_as, name, size, mime, create_time, file
FROM attachment
ORDER BY rowid;

DROP TABLE attachment;

CREATE UNIQUE INDEX file_of_content ON file (content);
