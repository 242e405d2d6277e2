-- A request says for ever what was asked; once closed, it says for ever how it ended.

CREATE OR REPLACE FUNCTION signatures_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'requests for signatures are never deleted';
    END IF;
    IF OLD.state IN ('signed', 'refused', 'cancelled', 'expired') THEN
        RAISE EXCEPTION 'a closed request for a signature does not change';
    END IF;
    IF (NEW.code, NEW.record_type_id, NEW.record_id, NEW.unit_id, NEW.file_id, NEW.file_name, NEW.kind, NEW.purpose,
        NEW.role, NEW."order", NEW.signer_id, NEW.signer_name, NEW.signer_document, NEW.created_at, NEW.created_by_id)
        IS DISTINCT FROM
       (OLD.code, OLD.record_type_id, OLD.record_id, OLD.unit_id, OLD.file_id, OLD.file_name, OLD.kind, OLD.purpose,
        OLD.role, OLD."order", OLD.signer_id, OLD.signer_name, OLD.signer_document, OLD.created_at, OLD.created_by_id)
    THEN
        RAISE EXCEPTION 'what was asked to be signed does not change; cancel the request and make another';
    END IF;
    RETURN NEW;
END
$$;

-- An address that was used stays used.
CREATE OR REPLACE FUNCTION signatures_keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'addresses given to a signer are never deleted';
    END IF;
    IF (OLD.parameters_at IS NOT NULL AND NEW.parameters_at IS DISTINCT FROM OLD.parameters_at)
        OR (OLD.document_at IS NOT NULL AND NEW.document_at IS DISTINCT FROM OLD.document_at)
        OR (OLD.returned_at IS NOT NULL AND NEW.returned_at IS DISTINCT FROM OLD.returned_at)
        OR NEW.request_id <> OLD.request_id OR NEW.expires_at > OLD.expires_at
    THEN
        RAISE EXCEPTION 'an address given to a signer is used once';
    END IF;
    RETURN NEW;
END
$$;
