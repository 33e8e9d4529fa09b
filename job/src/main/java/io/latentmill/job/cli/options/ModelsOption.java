package io.latentmill.job.cli.options;

import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Checkpoints that rows may name. */
final class ModelsOption {
  private static final Pattern ONE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)");

  @Option(
      names = "--models",
      paramLabel = "NAME=PATH,...",
      description =
          "Checkpoints that rows name in the column model, beside that of --model. Each is as it"
              + " lies there: --vae and the like are for --model alone. A device keeps those that"
              + " were used last and fit into half of its memory.")
  private String models;

  /** By their names, in the dtype of the run's own model. */
  Map<String, PipelineSpec> beside(PipelineSpec own) {
    Map<String, PipelineSpec> specs = new TreeMap<>();
    for (String text : models == null ? new String[0] : models.split(",", -1)) {
      Matcher one = ONE.matcher(text.strip());
      if (!one.matches()) {
        throw LatentmillException.user(
            "--models \"%s\" is not NAME=PATH, a name being of letters, digits and . _ -", text);
      }
      String path = path(one.group(1), one.group(2));
      if (specs.put(one.group(1), new PipelineSpec(path, null, null, own.type())) != null) {
        throw LatentmillException.user("--models names %s twice", one.group(1));
      }
    }
    return specs;
  }

  private static String path(String name, String text) {
    try {
      return new PathText().convert(text);
    } catch (TypeConversionException e) {
      throw LatentmillException.user("--models %s: %s", name, e.getMessage());
    }
  }
}
