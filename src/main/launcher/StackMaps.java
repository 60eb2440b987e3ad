import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives classes that were compiled for Java 5 or older the stack maps that newer ones have. The
 * JDK's cache of classes passes over those without, and picocli, which every command needs first of
 * all, is built for Java 5.
 *
 * <p>{@code java StackMaps.java LIB} does so in all jars of a folder.
 */
final class StackMaps {
  private StackMaps() {}

  public static void main(String[] args) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        if (isOld(jar)) {
          renew(jar);
        }
      }
    }
  }

  /** Whether a jar's first class is old: jars are compiled as a whole. */
  private static boolean isOld(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(StackMaps::isClass).limit(1).toList()) {
        return isOld(bytes(zip, entry));
      }
      return false;
    }
  }

  private static void renew(Path jar) throws IOException {
    Path aside = jar.resolveSibling(jar.getFileName() + ".new");
    try (ZipFile zip = new ZipFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(aside))) {
      ClassFile classFile =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
      for (ZipEntry entry : List.copyOf(zip.stream().toList())) {
        byte[] bytes = bytes(zip, entry);
        ZipEntry written = new ZipEntry(entry.getName());
        written.setTime(entry.getTime());
        out.putNextEntry(written);
        out.write(isClass(entry) && isOld(bytes) ? renewed(classFile, bytes) : bytes);
      }
    }
    Files.move(aside, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] renewed(ClassFile classFile, byte[] bytes) {
    ClassTransform newer =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    // Code that is taken apart and put together again gets its maps.
    return classFile.transformClass(
        classFile.parse(bytes),
        newer.andThen(ClassTransform.transformingMethodBodies(CodeBuilder::with)));
  }

  private static boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
  }

  /** The major version is the class file's fourth pair of bytes. */
  private static boolean isOld(byte[] classFile) {
    return (classFile[6] << 8 | classFile[7]) < ClassFile.JAVA_6_VERSION;
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
