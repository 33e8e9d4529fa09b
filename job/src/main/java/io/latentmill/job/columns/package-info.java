/**
 * The output's own columns: their names are what the planner keeps a table's columns clear of, and
 * what the sinks write.
 */
package io.latentmill.job.columns;
