/** The Spark batch application: from a prompt table to a data set. */
package io.latentmill.job;
