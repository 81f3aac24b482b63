-- Finished papers, kept byte for byte under the hash of their bytes, and the index of the telephone lookup.
-- (with rowid: a search among keys WITHOUT ROWID would read the large bodies it passes)
CREATE TABLE document (
    sha256 TEXT PRIMARY KEY NOT NULL,
    body BLOB NOT NULL
);
CREATE TRIGGER document_is_never_updated BEFORE UPDATE ON document
BEGIN
    SELECT RAISE(ABORT, 'a kept document is never updated');
END;
CREATE TRIGGER document_is_never_deleted BEFORE DELETE ON document
BEGIN
    SELECT RAISE(ABORT, 'nothing is deleted from the kept documents');
END;

CREATE INDEX event_phone ON event (phone) WHERE phone <> '';
