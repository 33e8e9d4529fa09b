package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An IP-Adapter as it is published: {@code image_proj.} is the way from an image's features to
 * tokens, {@code ip_adapter.N.} a cross-attention's keys and values of them; its trainer says
 * {@code image_proj_model.} and {@code adapter_modules.}. Here the former have diffusers' names of
 * modules, whichever they came by.
 */
public final class IpAdapterFile {
  /** Folders of image encoders, seen from the folder that an adapter is in. */
  private static final List<String> ENCODERS =
      List.of("image_encoder", "../image_encoder", "../models/image_encoder");

  private static final Pattern FACE_ID =
      Pattern.compile(
          "image_proj\\.(perceiver_resampler\\..*|norm\\.weight|norm\\.bias)"
              + "|ip_adapter\\..*_lora\\..*");

  private IpAdapterFile() {}

  /**
   * Opens an adapter. The caller closes the source.
   *
   * @param path a file, or a folder with one adapter
   * @throws LatentmillException (model) when it is something else, or an adapter for what only
   *     insightface can read
   */
  public static TensorSource open(Path path, Configuration configuration) {
    TensorSource file =
        SafetensorsFile.open(AdapterPath.of(path, configuration).file(), configuration);
    try {
      return modern(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static TensorSource modern(TensorSource file) {
    TensorSource plain = MappedTensors.of(file, prefixed(file));
    if (!plain.has("ip_adapter.1.to_k_ip.weight")) {
      throw LatentmillException.model(
          "Cannot use %s as an IP-Adapter: it has no tensor ip_adapter.1.to_k_ip.weight%s",
          file.describe(), FileKind.hint(file));
    }
    refuseFaceId(plain);
    return MappedTensors.of(plain, named(plain));
  }

  private static List<View> prefixed(TensorSource file) {
    List<View> views = new ArrayList<>();
    for (String name : file.names()) {
      String prefixed =
          name.replaceFirst("^image_proj_model\\.", "image_proj.")
              .replaceFirst("^adapter_modules\\.", "ip_adapter.");
      views.add(View.renamed(file.info(name), prefixed));
    }
    return views;
  }

  /** One that sees faces has a norm behind its layers, but for the plain one's single layer. */
  private static void refuseFaceId(TensorSource file) {
    boolean plain = file.has("image_proj.proj.weight");
    Predicate<String> face = FACE_ID.asMatchPredicate();
    if (!plain && file.names().stream().anyMatch(face)) {
      throw LatentmillException.model(
          "Cannot use %s: it is an IP-Adapter of the FaceID kind, whose face embeddings insightface"
              + " makes, which does not run here; take a plus-face or full-face adapter",
          file.describe());
    }
  }

  private static List<View> named(TensorSource file) {
    List<View> views = new ArrayList<>();
    for (String name : file.names()) {
      TensorInfo info = file.info(name);
      if (name.startsWith("image_proj.") && name.contains(".to_kv.")) {
        String modern = modern(name);
        views.add(View.part(info, modern.replace(".to_kv.", ".to_k."), 0, 2));
        views.add(View.part(info, modern.replace(".to_kv.", ".to_v."), 1, 2));
      } else {
        views.add(View.renamed(info, name.startsWith("image_proj.") ? modern(name) : name));
      }
    }
    return views;
  }

  private static String modern(String name) {
    return name.replaceFirst("\\.proj\\.0\\.", ".ff.net.0.proj.")
        .replaceFirst("\\.proj\\.2\\.", ".ff.net.2.")
        .replaceFirst("\\.proj\\.3\\.", ".norm.")
        .replaceFirst("^image_proj\\.proj\\.", "image_proj.image_embeds.")
        .replaceFirst("(\\.layers\\.\\d+)\\.0\\.norm1\\.", "$1.ln0.")
        .replaceFirst("(\\.layers\\.\\d+)\\.0\\.norm2\\.", "$1.ln1.")
        .replaceFirst("(\\.layers\\.\\d+)\\.0\\.to_", "$1.attn.to_")
        .replaceFirst("\\.to_out\\.weight", ".to_out.0.weight")
        .replaceFirst("(\\.layers\\.\\d+)\\.1\\.0\\.", "$1.ff.0.")
        .replaceFirst("(\\.layers\\.\\d+)\\.1\\.1\\.", "$1.ff.1.net.0.proj.")
        .replaceFirst("(\\.layers\\.\\d+)\\.1\\.3\\.", "$1.ff.1.net.2.");
  }

  /**
   * The folders of image encoders near an adapter, as their publisher lays them out: beside it, or
   * where the models of another size are.
   *
   * @param given the adapter's file or folder
   */
  public static List<Path> encoders(Path given, Configuration configuration) {
    Path path = HubCache.resolve(given, configuration);
    Path base = StoredFolder.singleFile(path, configuration).isPresent() ? path.getParent() : path;
    List<Path> found = new ArrayList<>();
    for (String place : ENCODERS) {
      Path folder = new Path(base, place);
      if (StoredFolder.fileIfThere(new Path(folder, ComponentFolder.CONFIG), configuration)
          .isPresent()) {
        found.add(folder);
      }
    }
    return found;
  }
}
