package io.latentmill.job.run;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Word of a command that could not be understood, in the {@code status.json} of the output that it
 * names. The error itself has been printed: word that cannot be left is no second one.
 */
public final class Misunderstanding {
  private static final Logger LOG = LoggerFactory.getLogger(Misunderstanding.class);

  private Misunderstanding() {}

  /**
   * Leaves word.
   *
   * @param output as it was typed; nothing is made where no output of ours is
   * @param message what was wrong
   */
  public static void tell(String output, String message, SparkConf conf) {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(conf);
    try {
      StoreProbe.check(List.of(new GivenPath("output", output)), configuration);
      new StatusNote(
              HeldOutput.qualified(output, configuration),
              configuration,
              RunOptions.Exclusion.DEFAULTS,
              Redaction.of(conf))
          .misunderstood(message);
    } catch (LatentmillException e) {
      LOG.debug("Cannot write status.json of {}", output, e);
    }
  }
}
