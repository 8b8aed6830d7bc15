#!/bin/sh
echo made by a script > /etc/from-script
