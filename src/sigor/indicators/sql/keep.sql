-- What the database itself keeps of indicators.

-- The last day of the period that begins on `start`.
CREATE OR REPLACE FUNCTION indicators_last_day(start date, frequency text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (start + CASE frequency
    WHEN 'month' THEN interval '1 month'
    WHEN 'bimester' THEN interval '2 months'
    WHEN 'quarter' THEN interval '3 months'
    WHEN 'half' THEN interval '6 months'
    WHEN 'year' THEN interval '1 year'
  END)::date - 1
$$;

-- A fact never changes; it goes only with a delivery that was never accepted.
CREATE OR REPLACE FUNCTION indicators_keep_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'a fact of an indicator is never changed: bring another edition';
  END IF;
  IF EXISTS (SELECT 1 FROM indicators_slice WHERE id = OLD.slice_id AND accepted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'facts that were accepted are not deleted';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER indicators_fact_kept BEFORE UPDATE OR DELETE ON indicators_fact
FOR EACH ROW EXECUTE FUNCTION indicators_keep_fact();

CREATE OR REPLACE FUNCTION indicators_no_late_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT slice_id FROM fresh) AS f
    JOIN indicators_slice AS s ON s.id = f.slice_id WHERE s.accepted_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'no fact is added to data that were accepted';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER indicators_fact_in_time AFTER INSERT ON indicators_fact
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION indicators_no_late_fact();

-- Of a slice in force nothing changes but the moment in which another takes its place.
CREATE OR REPLACE FUNCTION indicators_keep_slice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.accepted_at IS NULL THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'superseded_at') <> (to_jsonb(OLD) - 'superseded_at')
    OR OLD.superseded_at IS NOT NULL THEN
    RAISE EXCEPTION 'data that were accepted do not change: bring another edition';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER indicators_slice_kept BEFORE UPDATE OR DELETE ON indicators_slice
FOR EACH ROW EXECUTE FUNCTION indicators_keep_slice();
