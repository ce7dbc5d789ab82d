-- Rows leave by retention alone, which names its days for the length of its transaction, and only when they are that old. A day
-- is the least that the settings allow, so that no value opens what is younger.
CREATE FUNCTION "refuse_audit_deletion"() RETURNS trigger AS $$
DECLARE
    days integer := NULLIF(current_setting('portico.audit_retention_days', true), '')::integer;
BEGIN
    IF days IS NULL OR OLD."at" >= now() - make_interval(days => greatest(days, 1)) THEN
        RAISE EXCEPTION 'audit_events is append-only: rows are deleted when their retention ends, by the portal';
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER "audit_events_retention" BEFORE DELETE ON "audit_events"
    FOR EACH ROW EXECUTE FUNCTION "refuse_audit_deletion"();
CREATE TRIGGER "audit_events_never_emptied" BEFORE TRUNCATE ON "audit_events"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
