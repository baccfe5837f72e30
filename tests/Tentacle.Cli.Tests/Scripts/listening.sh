#!/bin/sh
# The documented sequence for a listening Tentacle, as people have it in their scripts, but for registration and service.
set -e
home=$1
thumbprint=$2
tentacle create-instance --instance "Tentacle" --config "$home/Tentacle.config" --console
tentacle new-certificate --instance "Tentacle" --if-blank --console
tentacle configure --instance "Tentacle" --reset-trust --console
tentacle configure --instance "Tentacle" --home "$home" --app "$home/Applications" --port "10933" --console
tentacle configure --instance "Tentacle" --trust "$thumbprint" --console
