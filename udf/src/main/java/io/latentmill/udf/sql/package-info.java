/**
 * The library as Spark sees it: rows enter as {@code sql.row} describes them and leave as results.
 * {@link io.latentmill.udf.sql.Latentmill} adds functions to SQL, the transformers do the same to
 * data sets, and the job takes pipelines from here. What makes Spark call functions on many rows at
 * once is {@code sql.catalyst}.
 */
package io.latentmill.udf.sql;
