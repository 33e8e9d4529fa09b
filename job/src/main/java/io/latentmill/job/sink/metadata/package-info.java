/**
 * The metadata row: from a row of the plan and what became of it to the columns that users read, in
 * Spark's types, and their description for Hugging Face.
 */
package io.latentmill.job.sink.metadata;
