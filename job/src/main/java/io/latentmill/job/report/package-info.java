/**
 * The report, {@code report/index.html} in the output: one page that needs nothing but itself. What
 * enters: the manifests and what the data files say; what leaves: HTML.
 */
package io.latentmill.job.report;
