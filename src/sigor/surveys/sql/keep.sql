-- Answers never change; they go only with a wave that is still in the field, when its file is brought again.
CREATE OR REPLACE FUNCTION surveys_keep_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'an answer is never changed: bring the file again';
  END IF;
  IF EXISTS (SELECT 1 FROM surveys_wave WHERE id = OLD.wave_id AND state <> 'open') THEN
    RAISE EXCEPTION 'answers that were sent are not deleted';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER surveys_response_kept BEFORE UPDATE OR DELETE ON surveys_response
FOR EACH ROW EXECUTE FUNCTION surveys_keep_response();

CREATE OR REPLACE FUNCTION surveys_no_late_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT wave_id FROM fresh) AS f
    JOIN surveys_wave AS w ON w.id = f.wave_id WHERE w.state <> 'open'
  ) THEN
    RAISE EXCEPTION 'no answer is added to a wave that was sent';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER surveys_response_in_time AFTER INSERT ON surveys_response
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION surveys_no_late_response();
