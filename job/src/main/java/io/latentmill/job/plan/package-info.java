/**
 * From a prompt table to a frozen plan. What enters: a Parquet, CSV or JSON-lines table as users
 * write it. What leaves: rows that {@link io.latentmill.udf.sql.row.RequestRow} decodes, each with
 * its id, seed and place (chunk, shard, batch, slot), a pure function of the table, the options and
 * what was planned before. Nothing here holds more of a table in the driver than its buckets'
 * totals for a report and its chunks' counts.
 *
 * <p>A table is opened by {@code plan.table} and its rows are read by {@code udf.sql.row}; neither
 * knows a plan.
 */
package io.latentmill.job.plan;
