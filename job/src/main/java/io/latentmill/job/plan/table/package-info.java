/**
 * A prompt table as it lies there. What enters: a path to files, a folder or a lakehouse table.
 * What leaves: its rows with the place of each, and what its columns mean. No plan is known here.
 */
package io.latentmill.job.plan.table;
