/**
 * The directory: where the truth about people is read, and never written.
 *
 * <p>A {@link io.muster.directory.Directory} holds one pool of connections, whatever is asked of it. Its sweep walks a
 * {@link io.muster.directory.UserScope} page by page and tells of each entry only who it is and a mark that moves when something may have
 * changed; a quick read does the same for what changed lately. Entries in full are fetched by the routes through Camel's {@code ldap:}
 * endpoint, whose context runs on the same pool. What the server says is believed with care: {@link io.muster.directory.Trust} decides
 * whether somebody's absence from a sweep means anything.
 *
 * <p>Servers differ in names and habits; {@link io.muster.directory.Dialect} holds these differences as data.
 */
package io.muster.directory;
