/**
 * The commands. What enters: arguments, a settings file, Spark's configuration, signals. What
 * leaves: text on standard output, one line on standard error if something is wrong, an exit code.
 * The options that commands share, progress and what {@code inspect} tells have packages below,
 * which know no command.
 */
package io.latentmill.job.cli;
