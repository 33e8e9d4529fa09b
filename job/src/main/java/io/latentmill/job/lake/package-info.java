/**
 * The lakehouse formats that there are: what their jars are called, and what a Spark session needs
 * for them. Prompt tables are read from such tables, and metadata is written to them.
 */
package io.latentmill.job.lake;
