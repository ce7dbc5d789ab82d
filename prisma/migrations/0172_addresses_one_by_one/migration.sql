-- The function catches an error, which begins a subtransaction, and PostgreSQL refuses that in a query that runs in parallel: of a
-- large table, a list by network failed.
ALTER FUNCTION "address_of"(text) PARALLEL UNSAFE;
