/**
 * The commands. What enters: arguments, a settings file, Spark's configuration, signals. What
 * leaves: text on standard output, one line on standard error if something is wrong, an exit code.
 */
package io.latentmill.job.cli;
