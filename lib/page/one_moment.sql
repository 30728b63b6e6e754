-- The first statement of a transaction that shows one moment to all that follow, and lets none of them write.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
