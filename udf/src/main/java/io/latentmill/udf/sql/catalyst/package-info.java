/**
 * How Spark runs functions over many rows at once. What enters: calls of {@link
 * io.latentmill.udf.sql.catalyst.BatchFunction}s in a query's expressions. What leaves: a plan in
 * which they are operators of their own, each of which gathers rows, as Spark does for functions in
 * Python. Nothing here knows what the functions compute.
 */
package io.latentmill.udf.sql.catalyst;
