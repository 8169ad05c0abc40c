/** The accounts of the configuration that recovers, as rows `own` of a statement whose first value is a JSON list of them. */
export const OWN = `jsonb_to_recordset($1::jsonb) AS own(exchange exchange, account text)`;
