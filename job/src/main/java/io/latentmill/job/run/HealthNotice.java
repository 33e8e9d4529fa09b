package io.latentmill.job.run;

import java.io.Serializable;

/**
 * What an executor tells the driver of its {@link SelfCheck}.
 *
 * @param executor Spark's executor id
 * @param host it runs on
 * @param fault why it cannot work; empty: it can
 */
record HealthNotice(String executor, String host, String fault) implements Serializable {
  boolean fit() {
    return fault.isEmpty();
  }
}
