#!/usr/bin/env bash
# Signs off what CODESIGN_IDENTITY=... python packaging/build.py built. Not run yet: it needs an Apple developer account.
#   xcrun notarytool store-credentials patchwork   # once
#   packaging/macos/notarize.sh dist/Patchwork.app
set -euo pipefail
app=$1
archive=$(mktemp -d)/Patchwork.zip
codesign --verify --deep --strict "$app"
ditto -c -k --keepParent "$app" "$archive"
xcrun notarytool submit "$archive" --keychain-profile patchwork --wait
xcrun stapler staple "$app"
spctl --assess --type execute --verbose "$app"
ditto -c -k --keepParent "$app" "${app%.app}.zip"
