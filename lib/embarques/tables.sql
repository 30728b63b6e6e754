-- Session-temporary tables of the shipments, made one by one when a statement names them.

-- Shipments that are looked at, with those of their items that are. item_id NULL: only its totals follow. validates: the item
-- carries an NF of this cycle.
CREATE TEMP TABLE stg_shipment (embarque_id integer NOT NULL, item_id integer UNIQUE, validates boolean NOT NULL);
