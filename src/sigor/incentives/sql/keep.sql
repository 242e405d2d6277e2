-- Lines of a closed run, and runs and rules once decided, stay as they are: the database itself refuses.

CREATE OR REPLACE FUNCTION incentives_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of a closed run are never changed or deleted; a correction is a new edition';
END
$$;

CREATE OR REPLACE FUNCTION incentives_keep_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'closed' AND (
        TG_OP = 'DELETE'
        OR (NEW.state, NEW.bimester, NEW.edition, NEW.rules_id, NEW.identity, NEW.totals, NEW.manifest_sha256, NEW.difference)
            IS DISTINCT FROM
            (OLD.state, OLD.bimester, OLD.edition, OLD.rules_id, OLD.identity, OLD.totals, OLD.manifest_sha256, OLD.difference)
    ) THEN
        RAISE EXCEPTION 'a closed run is not edited; a correction is a new edition';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE OR REPLACE FUNCTION incentives_keep_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'approved' AND (
        TG_OP = 'DELETE' OR (NEW.state, NEW.document, NEW.sha256) IS DISTINCT FROM (OLD.state, OLD.document, OLD.sha256)
    ) THEN
        RAISE EXCEPTION 'approved rules are not edited; propose a new version';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE UPDATE OR DELETE ON incentives_line
    FOR EACH ROW EXECUTE FUNCTION incentives_keep_line();
CREATE OR REPLACE TRIGGER keep BEFORE UPDATE OR DELETE ON incentives_run
    FOR EACH ROW EXECUTE FUNCTION incentives_keep_run();
CREATE OR REPLACE TRIGGER keep BEFORE UPDATE OR DELETE ON incentives_ruleversion
    FOR EACH ROW EXECUTE FUNCTION incentives_keep_rules();
