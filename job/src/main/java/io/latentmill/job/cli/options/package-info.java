/**
 * Options that several commands share. What enters: what was typed or set. What leaves: the values
 * that {@code run} takes, or a refusal that names the option.
 */
package io.latentmill.job.cli.options;
