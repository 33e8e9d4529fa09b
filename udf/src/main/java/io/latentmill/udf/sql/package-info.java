/**
 * The library as Spark sees it: rows enter as {@link io.latentmill.udf.sql.RequestRow} describes
 * them and leave as results.
 */
package io.latentmill.udf.sql;
