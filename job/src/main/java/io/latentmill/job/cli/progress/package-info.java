/**
 * How far a run is, for whoever watches: a line that is drawn again on a terminal, few plain lines
 * in a log.
 */
package io.latentmill.job.cli.progress;
