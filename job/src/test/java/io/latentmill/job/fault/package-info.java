/**
 * Acceptance: the program on a real cluster and a real S3 server while things go wrong. What enters
 * is one command, given again where a fault ended it; what must leave is the data of a run without
 * faults. Tests tagged {@code fault} run with {@code -Pfaults} only.
 */
package io.latentmill.job.fault;
