-- What a version says about itself once it is decided, and from when a reformulation may rule.

CREATE OR REPLACE FUNCTION plans_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    former date;
BEGIN
    IF OLD.state IN ('approved', 'discarded') AND (
        TG_OP = 'DELETE'
        OR (NEW.plan_id, NEW.number, NEW.state, NEW.effective_from, NEW.based_on_id, NEW.reason)
            IS DISTINCT FROM (OLD.plan_id, OLD.number, OLD.state, OLD.effective_from, OLD.based_on_id, OLD.reason)
    ) THEN
        RAISE EXCEPTION 'an approved version of the plan is not edited; prepare a new version';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.based_on_id IS NOT NULL THEN
        SELECT v.effective_from INTO former FROM plans_planversion v WHERE v.id = NEW.based_on_id;
        IF NEW.effective_from <= former THEN
            RAISE EXCEPTION 'a reformulation rules from after the version it is based on';
        END IF;
        IF EXISTS (
            SELECT 1 FROM plans_quarteredition e JOIN plans_plan p ON p.id = e.plan_id
            WHERE e.plan_id = NEW.plan_id
                AND NEW.effective_from < make_date(p.year::int, e.quarter * 3, 1) + interval '1 month'
        ) THEN
            RAISE EXCEPTION 'a reformulation does not reach into a frozen quarter';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
