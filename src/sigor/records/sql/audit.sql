-- The audit trail: one table, written by one trigger, chained at commit, read-only to the application.

CREATE OR REPLACE FUNCTION audit_text(e audit_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_array(
        e.position, e.previous_hash,
        to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e.actor_id, e.actor, e.source, e.reason, e.table_name, e.row_id, e.operation, e.before, e.after
    )::text
$$;

-- Arguments of the trigger: columns whose values are hidden, columns whose change alone is no event.
CREATE OR REPLACE FUNCTION audit_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hidden text[] := string_to_array(TG_ARGV[0], ',');
    ignored text[] := string_to_array(TG_ARGV[1], ',');
    old_row jsonb;
    new_row jsonb;
    key text;
    row_key text;
    changed text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - ignored; END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - ignored; END IF;
    row_key := coalesce(new_row ->> 'id', old_row ->> 'id', '');
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(n.key) INTO changed FROM jsonb_each(new_row) n
            WHERE old_row -> n.key IS DISTINCT FROM n.value;
        IF changed IS NULL THEN RETURN NULL; END IF;
        SELECT jsonb_object_agg(o.key, o.value) INTO old_row FROM jsonb_each(old_row) o WHERE o.key = ANY (changed);
        SELECT jsonb_object_agg(n.key, n.value) INTO new_row FROM jsonb_each(new_row) n WHERE n.key = ANY (changed);
    END IF;
    FOREACH key IN ARRAY hidden LOOP
        IF old_row ? key THEN old_row := jsonb_set(old_row, ARRAY[key], '"***"'); END IF;
        IF new_row ? key THEN new_row := jsonb_set(new_row, ARRAY[key], '"***"'); END IF;
    END LOOP;
    INSERT INTO audit_entry (at, actor_id, actor, source, reason, table_name, row_id, operation, before, after)
    VALUES (
        clock_timestamp(),
        nullif(current_setting('sigor.actor_id', true), '')::bigint,
        coalesce(nullif(current_setting('sigor.actor', true), ''), session_user),
        coalesce(nullif(current_setting('sigor.source', true), ''), 'sql'),
        coalesce(current_setting('sigor.reason', true), ''),
        TG_TABLE_NAME, row_key, TG_OP, old_row, new_row
    );
    RETURN NULL;
END
$$;

-- Runs at commit: the lock that orders the chain is held for as short as can be.
CREATE OR REPLACE FUNCTION audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last record;
    entry audit_entry;
BEGIN
    PERFORM pg_advisory_xact_lock(7301942);
    SELECT a.position, a.hash INTO last FROM audit_entry a
        WHERE a.position IS NOT NULL ORDER BY a.position DESC LIMIT 1;
    SELECT * INTO entry FROM audit_entry WHERE id = NEW.id;
    entry.position := coalesce(last.position, 0) + 1;
    entry.previous_hash := coalesce(last.hash, '');
    entry.hash := encode(sha256(convert_to(audit_text(entry), 'UTF8')), 'hex');
    UPDATE audit_entry SET position = entry.position, previous_hash = entry.previous_hash, hash = entry.hash
        WHERE id = NEW.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL
        AND to_jsonb(NEW) - '{position,previous_hash,hash}'::text[] = to_jsonb(OLD) - '{position,previous_hash,hash}'::text[]
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'audit entries are neither changed nor deleted';
END
$$;

DROP TRIGGER IF EXISTS audit_seal ON audit_entry;
CREATE CONSTRAINT TRIGGER audit_seal AFTER INSERT ON audit_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
DROP TRIGGER IF EXISTS audit_keep ON audit_entry;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_keep();
DROP TRIGGER IF EXISTS audit_keep_all ON audit_entry;
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();
