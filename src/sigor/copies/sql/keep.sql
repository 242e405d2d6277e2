-- What was issued says for ever the same; what became of it is written down once.

CREATE OR REPLACE FUNCTION copies_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'issued files are never deleted';
    END IF;
    IF (NEW.code, NEW.kind, NEW.title, NEW.about_type_id, NEW.about_id, NEW.classification, NEW.public, NEW.edition,
        NEW.series, NEW.content, NEW.media_type, NEW.reserved_at, NEW.original_id, NEW.copy_of_id, NEW.signatures_lost)
        IS DISTINCT FROM
       (OLD.code, OLD.kind, OLD.title, OLD.about_type_id, OLD.about_id, OLD.classification, OLD.public, OLD.edition,
        OLD.series, OLD.content, OLD.media_type, OLD.reserved_at, OLD.original_id, OLD.copy_of_id, OLD.signatures_lost)
    THEN
        RAISE EXCEPTION 'what is said of an issued file does not change; issue another';
    END IF;
    IF OLD.state <> 'reserved' AND (NEW.file_id, NEW.sha256, NEW.size, NEW.issued_at, NEW.issued_by_id, NEW.valid_from)
        IS DISTINCT FROM (OLD.file_id, OLD.sha256, OLD.size, OLD.issued_at, OLD.issued_by_id, OLD.valid_from)
    THEN
        RAISE EXCEPTION 'the bytes of an issued file do not change; issue another';
    END IF;
    IF OLD.external_code <> '' AND NEW.external_code <> OLD.external_code THEN
        RAISE EXCEPTION 'the code given by another system is not replaced';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('reserved', 'in_force'), ('in_force', 'superseded'), ('in_force', 'repealed'), ('in_force', 'annulled'))
    THEN
        RAISE EXCEPTION 'an issued file does not go from % to %', OLD.state, NEW.state;
    END IF;
    IF OLD.state IN ('superseded', 'repealed', 'annulled')
        AND (NEW.superseded_by_id, NEW.reason, NEW.ended_at, NEW.ended_by_id, NEW.valid_to)
        IS DISTINCT FROM (OLD.superseded_by_id, OLD.reason, OLD.ended_at, OLD.ended_by_id, OLD.valid_to)
    THEN
        RAISE EXCEPTION 'how an issued file ended does not change';
    END IF;
    RETURN NEW;
END
$$;
