-- What is approved or frozen stays as it is, whoever asks: the database itself refuses.

CREATE OR REPLACE FUNCTION plans_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted; record what follows as a new row', TG_TABLE_NAME;
END
$$;

CREATE OR REPLACE FUNCTION plans_keep_approved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
    state text;
BEGIN
    IF TG_TABLE_NAME = 'plans_deliverable' THEN
        SELECT m.version_id INTO owner FROM plans_milestone m
            WHERE m.id = CASE TG_OP WHEN 'DELETE' THEN OLD.milestone_id ELSE NEW.milestone_id END;
    ELSE
        owner := CASE TG_OP WHEN 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
    END IF;
    SELECT v.state INTO state FROM plans_planversion v WHERE v.id = owner;
    IF state IN ('approved', 'discarded') THEN
        RAISE EXCEPTION 'an approved version of the plan is not edited; prepare a new version';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
