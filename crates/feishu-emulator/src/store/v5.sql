-- Version 5. A released version is never edited: a change is a new file.

-- What the seeds of a start have stored, so that the next start does not undo what became of it: an
-- object that was deleted since stays deleted.
CREATE TABLE seeded (
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
