/**
 * One row of a prompt table. What enters: its values as the table has them, and a model's defaults.
 * What leaves: the columns of a request with every default filled in, or why the row is refused;
 * its digest, and the key of what it shares with the other rows of a batch; the same as a Spark row
 * ({@link io.latentmill.udf.sql.row.RequestRow}). Paths in it are held against the {@link
 * io.latentmill.udf.sql.row.InputRoots} before anything is opened. Nothing here knows of tables,
 * plans or Spark's jobs.
 */
package io.latentmill.udf.sql.row;
