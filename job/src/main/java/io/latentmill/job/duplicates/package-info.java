/**
 * Images that look alike: {@code duplicates}. What enters: a table with perceptual hashes, or an
 * output of {@code generate} that has them; what leaves: a Parquet table that says which image
 * another is a near duplicate of.
 */
package io.latentmill.job.duplicates;
