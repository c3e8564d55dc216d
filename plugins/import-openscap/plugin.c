/* plugin.c: the importer `openscap`: results that OpenSCAP and other SCAP scanners write. */
#include "xccdf.h"

static const char marks[] = "http://scap.nist.gov/schema/asset-reporting-format/\n"
                            "http://checklists.nist.gov/xccdf/1.2\n"
                            "http://checklists.nist.gov/xccdf/1.1";

MOG_PLUGIN("import_openscap", 1, 0,
           .importers = (const mog_importer[]){
               {"openscap", import_xccdf, "Results of OpenSCAP and other SCAP scanners: ARF 1.1, XCCDF 1.1 and 1.2",
                NULL, marks},
               {0}});
