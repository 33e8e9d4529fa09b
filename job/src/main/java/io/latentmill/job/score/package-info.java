/**
 * Scores of images that are already there: {@code score}. What enters: a table or a folder of
 * images; what leaves: a Parquet table with one row an image, in the order of nothing, joined by
 * {@code id} or {@code path}. Spark's own commit makes it whole or absent.
 */
package io.latentmill.job.score;
