-- The number of the transaction that is open, as xmin and xmax of the rows that it writes have it. Gives it one where
-- it has none. (txid_current() counts on where xmin begins again: only its lower half is stored with a row.)
SELECT mod(txid_current(), 4294967296) AS transaction_id
