-- A version that was approved says for ever what it said: the database itself refuses.

CREATE OR REPLACE FUNCTION documents_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('approved', 'repealing') AND (
        TG_OP = 'DELETE'
        OR NEW.state NOT IN ('approved', 'repealing')
        OR (NEW.document_id, NEW.number, NEW.file_id, NEW.file_name, NEW.text, NEW.effective_on, NEW.approval_act_id)
            IS DISTINCT FROM
           (OLD.document_id, OLD.number, OLD.file_id, OLD.file_name, OLD.text, OLD.effective_on, OLD.approval_act_id)
    ) THEN
        RAISE EXCEPTION 'an approved version of a document is not edited; draft the next one';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
